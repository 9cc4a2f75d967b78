"""Schemas of uploads in parts."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from ninja import Field, Schema
from pydantic import field_validator

from leaderboard.api.request_schema import RequestSchema
from leaderboard.api.submission_schemas import SubmissionIn
from leaderboard.domain.texts import check_line

MOST_PARTS_AT_ONCE: Final = 100
"""The most parts whose addresses one call signs."""


class UploadIn(SubmissionIn):
    """A bundle that will be sent in parts. ``fingerprint``: a text by which you recognise the file, or ""."""

    file_name: str = Field(min_length=1, max_length=255, examples=["bundle.zip"])
    byte_size: int = Field(gt=0, lt=2**63)
    fingerprint: str = Field("", max_length=100)

    @field_validator("file_name", "fingerprint")
    @classmethod
    def _one_line(cls, value: str) -> str:
        check_line(value)
        return value


class UploadOut(Schema):
    """An upload in parts.

    All parts but the last have ``part_bytes`` bytes; ``received``: the parts that have arrived. An upload that has
    ended has ``ended_at``, and either a ``submission`` or the ``cause`` of its end.
    """

    id: UUID
    file_name: str
    byte_size: int
    part_bytes: int
    part_count: int
    received: list[int]
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    cause: str
    submission: int | None


class PartsIn(RequestSchema):
    """The numbers of the parts that you are about to send, counted from 1."""

    numbers: list[int] = Field(min_length=1, max_length=MOST_PARTS_AT_ONCE)


class PartOut(Schema):
    """Where to PUT a part of exactly ``size`` bytes, within ``expires_in_s`` seconds."""

    number: int
    size: int
    url: str
    expires_in_s: int
