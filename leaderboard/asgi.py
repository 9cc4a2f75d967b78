"""The production server's entry point: the site with its page cache, behind the front and what monitoring asks for."""

from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from leaderboard.embedded.orphans import end_with_parent
from leaderboard.programs.web_server import MOST_CONNECTIONS
from leaderboard.telemetry.starting import start as start_telemetry

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

    from leaderboard.front.application import Front
    from leaderboard.observe.application import Observed
    from leaderboard.observe.scrape import Figures
    from leaderboard.pagecache.pages import CachedPages

_OTHER_FILES = 1024

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
os.environ["SALON_ROLE"] = "site"  # leaderboard/settings/database.py


def _application() -> Observed:
    site = get_wsgi_application()
    # They import models, which needs Django to be set up.
    from leaderboard.observe.application import Observed, health_pages
    from leaderboard.observe.checks import CHECKS, WARNINGS
    from leaderboard.observe.readiness import Readiness

    pages = None if settings.DEBUG else _page_memory(site)
    health = health_pages(Readiness(CHECKS), Readiness(WARNINGS))
    figures = _figures(pages)
    if figures is None:
        return Observed(_front(site, pages), health)
    return Observed(_front(site, pages), health | figures.pages(), count=figures.request_times.add)


def _report_presence() -> None:
    from leaderboard.observe.presence import start_reporting

    start_reporting()


def _page_memory(site: WSGIHandler) -> CachedPages:
    from leaderboard.pagecache.invalidation import site_edition
    from leaderboard.pagecache.marking import page_address
    from leaderboard.pagecache.pages import CachedPages

    return CachedPages(
        site,
        edition=site_edition,
        address=page_address,
        max_bytes=settings.SALON_PAGE_MEMORY_BYTES,
        own_hosts=_own_hosts(),
        behind_proxy=_is_behind_proxy(),
        static_url=settings.STATIC_URL,
    )


def _front(site: WSGIHandler, pages: CachedPages | None) -> Front:
    from leaderboard.front.application import Front
    from leaderboard.front.patience import Patience
    from leaderboard.front.ready import CachedReplies
    from leaderboard.web.http.upload_gate import largest_upload

    patience = Patience(
        small_body=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        largest_body=largest_upload(),
        per_address=settings.SALON_TRANSFERS_PER_ADDRESS,
    )
    if pages is None:
        return Front(site, pages=None, behind_proxy=_is_behind_proxy(), patience=patience)
    return Front(pages, pages=CachedReplies(pages), behind_proxy=_is_behind_proxy(), patience=patience)


def _figures(pages: CachedPages | None) -> Figures | None:
    """The figures for Prometheus; None, so that nothing is counted, if nobody may read them."""
    from leaderboard.observe.access import Access

    access = Access(settings.SALON_METRICS_TOKEN, settings.SALON_METRICS_ALLOWED_RANGES, _is_behind_proxy())
    if access.is_closed:
        return None
    from leaderboard.observe.scrape import Figures

    return Figures(access, pages)


def _is_behind_proxy() -> bool:
    return settings.SECURE_PROXY_SSL_HEADER is not None


def _allow_many_connections() -> None:
    """Raise the soft limit of open files, often 1,024, as far as the hard one allows: a connection is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + _OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _own_hosts() -> set[str]:
    """The names in the Host headers of readers who follow links."""
    return {*settings.ALLOWED_HOSTS, urlsplit(settings.SALON_SITE_URL).netloc}


end_with_parent()
_allow_many_connections()
start_telemetry("salon-web", settings.SALON_TELEMETRY)
application = _application()
_report_presence()
