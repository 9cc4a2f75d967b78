"""Pictures that are sent one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from leaderboard.client.models.base import Object
from leaderboard.client.models.submissions import SubmissionIn


class SetPictureIn(Object):
    """A picture of one prompt in one language. ``sample``: which of several, from 1; ``name``: of the file, for
    faults.
    """

    prompt: str
    language: str
    sample: int = 1
    sha256: str
    byte_size: int
    name: str


class PictureSetIn(SubmissionIn):
    """Pictures that will be sent one by one: exactly one for every prompt, language and sample."""

    pictures: list[SetPictureIn]
    manifest: dict[str, Any] | None = None


class SetPicture(SetPictureIn):
    """A picture of a set. ``have``: the site has it, so it need not be sent."""

    sample: int
    have: bool


class PictureSet(Object):
    """Pictures that are sent one by one, and how many of them are missing."""

    id: UUID
    generator: int
    suite: str
    languages: list[str]
    strip_metadata: bool
    practice: bool
    pictures_per_prompt: int
    byte_size: int
    missing: int
    missing_bytes: int
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    cause: str
    submission: int | None


class WholePictureSet(PictureSet):
    """A set with its pictures."""

    pictures: list[SetPicture]
