"""WSGI entry point for the production server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from leaderboard.embedded.orphans import end_with_parent

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
os.environ["SALON_ROLE"] = "site"  # leaderboard/settings/database.py


def _application() -> WSGIApplication:
    site = get_wsgi_application()
    if settings.DEBUG:
        return site
    # They import models, which needs Django to be set up.
    from leaderboard.pagecache.invalidation import site_edition
    from leaderboard.pagecache.marking import is_same_for_all
    from leaderboard.pagecache.pages import CachedPages

    return CachedPages(
        site,
        edition=site_edition,
        is_cacheable=is_same_for_all,
        max_bytes=settings.SALON_PAGE_MEMORY_BYTES,
        behind_proxy=settings.SECURE_PROXY_SSL_HEADER is not None,
        static_url=settings.STATIC_URL,
    )


end_with_parent()
application = _application()
