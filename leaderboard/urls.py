"""The URL map."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from leaderboard.api import fallbacks
from leaderboard.api.urls import api

urlpatterns = [
    path("api/v1/", fallbacks.complete_urls(api)),
    path("admin/", admin.site.urls),
    path("", include("leaderboard.web.urls.files")),
    # English has no prefix; a page in another language is another page, so that caches need to know nothing of headers.
    *i18n_patterns(path("", include("leaderboard.web.urls")), prefix_default_language=False),
]

# The pages' errors stay Django's; the API's are problems.
handler400 = fallbacks.bad_request
handler403 = fallbacks.permission_denied
handler404 = fallbacks.page_not_found
handler500 = fallbacks.server_error
