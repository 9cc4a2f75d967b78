"""Schemas of share links."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from leaderboard.api.request_schema import RequestSchema


class ShareLinkIn(RequestSchema):
    """What a new link shows: one scored submission, or a comparison; ``days``: how long it works."""

    submissions: list[int] = Field(min_length=1, max_length=4)
    days: int = Field(30, ge=1, le=365)


class ShareLinkOut(Schema):
    """A secret link to results. ``url`` is null except when the link is created: only its SHA-256 is stored.

    ``created_by``: the email address of the person who created it. Of somebody else's link, ``submissions`` are only
    those of the teams that you own.
    """

    id: int
    submissions: list[int]
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    url: str | None
