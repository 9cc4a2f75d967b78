"""The URL map."""

from django.contrib import admin
from django.urls import include, path

from leaderboard.api import fallbacks
from leaderboard.api.urls import api

urlpatterns = [
    path("", include("leaderboard.web.urls")),
    path("api/v1/", fallbacks.complete_urls(api)),
    path("account/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

# The pages' errors stay Django's; the API's are problems.
handler400 = fallbacks.bad_request
handler403 = fallbacks.permission_denied
handler404 = fallbacks.page_not_found
handler500 = fallbacks.server_error
