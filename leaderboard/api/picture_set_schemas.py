"""Schemas of pictures that are sent one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import field_validator

from leaderboard.api.fields import Language
from leaderboard.api.request_schema import RequestSchema
from leaderboard.api.submission_schemas import SAMPLE, SubmissionIn
from leaderboard.domain.canonical import canonical_bytes
from leaderboard.domain.submission.generation_settings import (
    settings_of_manifest,
)
from leaderboard.domain.submission.manifest import parse_manifest
from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.domain.texts import check_line


class SetPictureIn(RequestSchema):
    """A picture of one prompt in one language; ``name``: of your file, for faults. ``byte_size``: in bytes."""

    prompt: str = Field(max_length=63, examples=["p001"])
    language: Language
    sample: int = Field(1, ge=1, le=MOST_SAMPLES, description=SAMPLE)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    byte_size: int = Field(gt=0, lt=2**31)
    name: str = Field(min_length=1, max_length=255, examples=["p001.en.png"])

    @field_validator("name")
    @classmethod
    def _one_line(cls, value: str) -> str:
        check_line(value)
        return value


class PictureSetIn(SubmissionIn):
    """Pictures that will be sent one by one: exactly one for every prompt, language and sample of the submission.

    ``manifest``: your own facts, stored unchanged, as a bundle's ``manifest.json``.
    """

    pictures: list[SetPictureIn] = Field(min_length=1)
    manifest: dict[str, Any] | None = None

    @field_validator("manifest")
    @classmethod
    def _storable(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value is None:
            return None
        settings_of_manifest(value)
        return parse_manifest(canonical_bytes(value))


class SetPictureOut(Schema):
    """A picture of a set. ``have``: the site has it, so it need not be sent."""

    prompt: str
    language: str
    sample: int = Field(description=SAMPLE)
    sha256: str
    byte_size: int
    name: str
    have: bool


class PictureSetOut(Schema):
    """Pictures that are sent one by one.

    ``missing``: how many different pictures are still to be sent, and ``missing_bytes`` their bytes. A set that has
    ended has ``ended_at``, and either a ``submission`` or the ``cause`` of its end.
    """

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


class WholePictureSetOut(PictureSetOut):
    """A set with its pictures, in the order in which they were announced."""

    pictures: list[SetPictureOut]
