"""The pages' addresses, one set per language of the interface: public ones, and the author's."""

from django.urls import include, path

urlpatterns = [
    path("", include("leaderboard.web.public_urls")),
    path("", include("leaderboard.web.author_urls")),
    path("account/", include("allauth.account.urls")),
]
