"""Copies of one's data, and share links."""

from __future__ import annotations

from datetime import datetime

from leaderboard.client.models.base import Object


class DataExport(Object):
    """A copy of all your data, in bytes; ``url`` is where to download it while it is ready.

    ``state``: pending, ready, failed or deleted. ``cause``: why the last attempt failed.
    """

    id: int
    state: str
    cause: str
    created_at: datetime
    byte_size: int | None
    expires_at: datetime | None
    url: str | None


class ShareLinkIn(Object):
    """What a new link shows, and for how many days it works."""

    submissions: list[int]
    days: int = 30


class ShareLink(Object):
    """A secret link to results; ``url`` is only known when it is created. ``created_by``: an email address."""

    id: int
    submissions: list[int]
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    url: str | None
