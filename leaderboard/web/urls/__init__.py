"""Addresses of pages: public ones and the author's. Each language of the interface has its own set."""

from django.urls import include, path

urlpatterns = [
    path("", include("leaderboard.web.urls.public")),
    path("", include("leaderboard.web.urls.author")),
    path("account/", include("leaderboard.web.urls.mails")),
    path("account/two-factors/", include("allauth.mfa.urls")),
    path("account/social/", include("allauth.socialaccount.urls")),
    path("account/", include("allauth.account.urls")),
]
