"""The pages' addresses: public ones, and the author's."""

from django.urls import include, path

urlpatterns = [
    path("", include("leaderboard.web.public_urls")),
    path("", include("leaderboard.web.author_urls")),
]
