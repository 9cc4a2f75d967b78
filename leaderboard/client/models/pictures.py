"""Pictures and what the judge said about them."""

from __future__ import annotations

from datetime import datetime

from leaderboard.client.models.base import Object


class Image(Object):
    """A picture of a submission, the ``sample`` of its prompt (from 1). One that is not stored has no file.

    ``status`` says why.
    """

    id: int
    submission: int
    prompt: str
    language: str
    sample: int
    status: str
    sha256: str | None
    format: str | None
    width: int | None
    height: int | None
    byte_size: int | None
    seed: int | None
    page: str
    original: str | None
    display: str | None
    thumbnail: str | None


class Verdict(Object):
    """A facet's verdict: 0 fail, 1 pass, 2 excellent, None: not applicable."""

    sub_capability: str
    facet: str
    verdict: int | None


class Judgement(Object):
    """One judge call: its verdicts, or the status and reason why there are none, and the judge's complete reply."""

    id: int
    image: int
    prompt: str
    language: str
    sample: int
    dimension: str
    status: str
    reason: str
    verdicts: list[Verdict]
    reasoning: str
    content: str
    finish_reason: str
    attempt: int
    profile_sha256: str
    engine_version: str | None
    engine_fingerprint: str | None
    judged_at: datetime
