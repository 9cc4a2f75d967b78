"""The URL map."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from leaderboard.api import fallbacks
from leaderboard.api.urls import api
from leaderboard.web.administration import urls as administration

urlpatterns = [
    path("api/v1/", fallbacks.complete_urls(api)),
    path("admin/", administration.urls),
    path("", include("leaderboard.web.urls.files")),
    # One address in all languages: providers are told where they may send people back to.
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    # English has no prefix. Each language has its own addresses, so caches need not look at Accept-Language.
    *i18n_patterns(path("", include("leaderboard.web.urls")), prefix_default_language=False),
]

# Pages keep Django's error pages; the API replies with problem details.
handler400 = fallbacks.bad_request
handler403 = fallbacks.permission_denied
handler404 = fallbacks.page_not_found
handler500 = fallbacks.server_error
