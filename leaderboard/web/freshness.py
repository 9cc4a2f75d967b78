"""ETags of the public pages: what a page depends on, so that an unchanged one is not sent again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.translation import get_language

from leaderboard.queries import board_cards, boards


def home_etag(request: HttpRequest) -> str | None:
    """Changes with every new release, and when a suite is hidden or shown."""
    return _page_etag(request, board_cards.latest_release_id(), board_cards.hidden_suites())


def board_etag(request: HttpRequest, slug: str, number: int | None = None) -> str | None:
    """Changes with the release, the number of the latest one, and the address."""
    identity = boards.release_identity(slug, number)
    return _page_etag(request, *identity, request.META.get("QUERY_STRING", "")) if identity else None


def file_etag(request: HttpRequest, slug: str, number: int) -> str | None:
    """A release's file changes never; the path tells the two formats apart."""
    identity = boards.release_identity(slug, number)
    return _quoted(identity[0], identity[1], request.path) if identity else None


def _page_etag(request: HttpRequest, *parts: object) -> str | None:
    # A page that carries a message is shown once and must not be kept.
    if len(get_messages(request)):
        return None
    return _quoted(*parts, request.user.pk, get_language(), _interface_digest())


def _quoted(*parts: object) -> str:
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _interface_digest() -> str:
    """Over all that turns rows into pages, so that a new version of the site is seen at once."""
    return _digest_of_sources() if settings.DEBUG else _kept_digest()


@lru_cache(maxsize=1)
def _kept_digest() -> str:
    return _digest_of_sources()


def _digest_of_sources() -> str:
    package = Path(settings.BASE_DIR) / "leaderboard"
    folders = [Path(settings.BASE_DIR) / "templates", *(package / name for name in ("static", "web", "templatetags"))]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in _SOURCES)
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


_SOURCES = {".html", ".css", ".js", ".py"}
