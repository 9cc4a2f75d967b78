"""The URL map."""

from django.contrib import admin
from django.urls import include, path

from leaderboard.api.urls import api

urlpatterns = [
    path("", include("leaderboard.web.urls")),
    path("api/v1/", api.urls),
    path("account/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
