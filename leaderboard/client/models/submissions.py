"""Submissions: what they are sent with, their state, scores and storage."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from leaderboard.client.models.base import Object


class SettingsIn(Object):
    """How pictures are made, as you state it; None or "" where you state nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    size: str = ""
    seed_policy: Literal["", "fixed", "per_prompt", "random"] = ""
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    prompt_rewriting: bool | None = None
    prompt_rewriter: str = ""
    model_revision: str = ""
    precision: str = ""
    engine: str = ""


class Settings(Object):
    """How a submission's pictures were made, as its author stated it; None or "" where nothing is stated."""

    size: str
    seed_policy: str
    seed: int | None
    steps: int | None
    guidance: float | None
    prompt_rewriting: bool | None
    prompt_rewriter: str
    model_revision: str
    precision: str
    engine: str


class SubmissionIn(Object):
    """What every submission names. ``suite`` is "key/version"."""

    generator: int
    suite: str
    languages: list[str]
    strip_metadata: bool = False
    practice: bool = False
    pictures_per_prompt: int = 1
    label: str = ""
    commit: str = ""
    notes: str = ""
    settings: SettingsIn | None = None


class AnnotationIn(Object):
    """What to change of a private submission; None leaves it as it is."""

    label: str | None = None
    notes: str | None = None


class Turn(Object):
    """A running submission's place in the order in which submissions are judged; times in seconds from now."""

    is_waiting: bool
    submissions_before: int
    authors_before: int
    calls_before: int
    judges: int
    calls_an_hour: float
    is_measured: bool
    begins_in_s: float | None
    ends_in_s: float | None
    ends_by_s: float | None

    @property
    def place(self) -> int:
        """The submission's place in the order, from 1."""
        return self.submissions_before + 1


class RepeatIn(Object):
    """The endpoint of a submission once more, because its key was deleted at the end. Model and size stay."""

    base_url: str
    api_key: str = Field("", repr=False)
    extra: dict[str, Any] = Field(default_factory=dict)


class MissingPicture(Object):
    """A picture that failed, why, and why it had failed in earlier rounds."""

    image: int
    prompt: str
    language: str
    sample: int
    cause: str
    earlier_causes: list[str]


class Missing(Object):
    """A submission's missing pictures. ``refusal``: why they cannot be repeated, or ""."""

    pictures: list[MissingPicture]
    refusal: str
    round: int | None
    rounds: int
    until: datetime | None
    base_url: str
    model: str


class Rejudging(Object):
    """What judging a submission's pictures under the site's current judge profile would take.

    ``refusal``: why it is not possible, or "".
    """

    refusal: str
    judge_profile: str
    pictures: int
    missing_pictures: int
    judge_calls: int


class Storage(Object):
    """Bytes that a submission uses."""

    zips: int
    pictures: int
    renditions: int
    evidence: int


class AccountStorage(Storage):
    """Bytes that your submissions use; ``limit`` is None if storage is not limited."""

    uploads: int
    total: int
    limit: int | None


class Submission(Object):
    """A submission's state.

    Only its author sees ``report``, ``turn``, ``storage``, ``kept_until``, ``label``, ``commit`` and ``notes``.
    """

    id: int
    generator: str
    suite: str
    judge_profile: str
    kind: str
    languages: list[str]
    strip_metadata: bool
    practice: bool
    pictures_per_prompt: int
    pictures_of: int | None
    metadata: dict[str, int]
    label: str
    commit: str
    notes: str
    settings: Settings
    stage: str
    outcome: str
    cause: str
    created_at: datetime
    cancelled_at: datetime | None
    cancelled_by: str | None
    public_at: datetime | None
    withdrawn_at: datetime | None
    page: str
    progress: dict[str, Any]
    turn: Turn | None
    report: dict[str, Any] | None
    storage: Storage | None
    kept_until: datetime | None
    files_deleted_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether its outcome is still open."""
        return self.outcome == "running"


class PublicSubmission(Object):
    """A summary of a public submission, or of one of yours; ``public_at`` is None while it is private.

    ``overall``: the mean in each scored language; sites of earlier versions leave it out.
    """

    id: int
    model: int
    name: str
    suite: str
    judge_profile: str
    kind: str
    pictures_per_prompt: int
    languages: list[str]
    label: str
    commit: str
    stage: str
    outcome: str
    cause: str
    overall: dict[str, float] = Field(default_factory=dict)
    created_at: datetime
    public_at: datetime | None
    withdrawn_at: datetime | None
    page: str


class SubmissionScore(Object):
    """A mean of a submission, 0 to 100, in one language and scope (judged: all verdicts; target: target facets).

    ``images``: over how many prompts; several pictures of one prompt count once.
    """

    level: str
    language: str
    scope: str
    dimension: str
    sub_capability: str
    facet: str
    mean: float | None
    images: int
    standard_error: float | None
    not_applicable: float | None
    missing: float | None
