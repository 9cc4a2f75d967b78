"""Schemas of the calls about the caller's own account."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema


class ExportOut(Schema):
    """A copy of a person's data. ``cause``: why the last attempt failed; ``byte_size``: of the zip, in bytes."""

    id: int
    state: Literal["pending", "ready", "failed", "deleted"]
    cause: str
    created_at: datetime
    byte_size: int | None
    expires_at: datetime | None = Field(description="When the zip is deleted.")
    url: str | None = Field(description="Where to download the zip, while it is ready.")
