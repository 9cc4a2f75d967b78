"""The pages' addresses, one set per language of the interface: public ones, and the author's."""

from django.urls import include, path

urlpatterns = [
    path("", include("leaderboard.web.urls.public")),
    path("", include("leaderboard.web.urls.author")),
    path("account/", include("allauth.account.urls")),
]
