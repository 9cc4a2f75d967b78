"""ETags of a release's files, so that an unchanged one is not sent again."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest

from leaderboard.queries import boards


def file_etag(request: HttpRequest, slug: str, number: int) -> str | None:
    """A release's file changes never; the path tells the two formats apart."""
    identity = boards.release_identity(slug, number)
    if identity is None:
        return None
    return f'"{hashlib.sha256(repr((*identity, request.path)).encode()).hexdigest()[:32]}"'
