"""Schemas of submissions: requests, and the replies to their authors."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, field_validator, model_validator
from typing_extensions import TypedDict

from leaderboard.api.fields import Label, Language, Paragraphs, SuiteName
from leaderboard.api.request_schema import RequestSchema
from leaderboard.domain.submission.generation_settings import (
    MOST_CHARACTERS,
    MOST_GUIDANCE,
    MOST_PRECISION_CHARACTERS,
    MOST_SEED,
    MOST_STEPS,
    read_settings,
)
from leaderboard.domain.submission.samples import MOST_SAMPLES

SAMPLE: Final = "Which of the pictures of its prompt and language it is, from 1."


class SettingsIn(TypedDict, total=False):
    """How the pictures were made, as you state it: frozen with the submission, and public with it. All are optional.

    ``seed``: the same for all pictures. ``guidance``: the guidance scale. ``prompt_rewriting``: whether prompts were
    rewritten before the model got them, ``prompt_rewriter``: by what.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]  # as pydantic expects it of a TypedDict

    size: Annotated[str, Field(max_length=20, examples=["1024x1024"])]
    seed_policy: Literal["", "fixed", "per_prompt", "random"]
    seed: Annotated[int | None, Field(ge=0, le=MOST_SEED)]
    steps: Annotated[int | None, Field(ge=1, le=MOST_STEPS)]
    guidance: Annotated[float | None, Field(ge=0, le=MOST_GUIDANCE)]
    prompt_rewriting: bool | None
    prompt_rewriter: Annotated[str, Field(max_length=MOST_CHARACTERS)]
    model_revision: Annotated[str, Field(max_length=MOST_CHARACTERS)]
    precision: Annotated[str, Field(max_length=MOST_PRECISION_CHARACTERS)]
    engine: Annotated[str, Field(max_length=MOST_CHARACTERS)]


class SettingsOut(Schema):
    """How a submission's pictures were made, as its author stated it; null or "" where nothing is stated."""

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


def _from_form(value: Any) -> Any:
    """The object in a field of a form, which is JSON there, as OpenAPI says."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value or "null")
    except (ValueError, RecursionError) as error:
        raise ValueError('this is not JSON; an object such as {"steps": 30} is expected') from error


class SubmissionIn(RequestSchema):
    """What every submission names. ``suite`` is "key/version".

    ``label``, ``commit`` and ``notes`` are for you: nobody else sees them, except the label behind a share link.
    """

    generator: int
    suite: SuiteName
    languages: list[Language] = Field(min_length=1)
    strip_metadata: bool = Field(False, description="Store the pictures without their metadata; no pixel changes.")
    practice: bool = Field(
        False, description="Only the suite's practice subset, with a quota of its own; it never becomes public."
    )
    pictures_per_prompt: int = Field(
        1,
        ge=1,
        le=MOST_SAMPLES,
        description="How many pictures of each prompt and language.",
    )
    label: Label = Field("", description="A line by which you recognise this submission.")
    commit: Label = Field("", description="A revision of your own code or weights.")
    notes: Paragraphs = ""
    # Optional, because ninja takes the fields of a required object for fields of the form.
    settings: Annotated[SettingsIn | None, BeforeValidator(_from_form)] = Field(
        None, description="How the pictures were made; in a form, a JSON object."
    )

    @field_validator("settings")
    @classmethod
    def _consistent(cls, value: SettingsIn | None) -> SettingsIn | None:
        read_settings(value or {})
        return value


class SubmissionFilter(Schema):
    """Which submissions are listed."""

    mine: bool = Field(False, description="All of your own, private ones too, instead of the public ones.")
    generator: int | None = Field(None, gt=0, lt=2**63, description="Of this model only.")
    suite: str = Field("", max_length=100, description='Of this suite only: "key/version", or "key" for all versions.')
    outcome: Literal["", "running", "scored", "rejected", "failed"] = Field("", description="With this outcome only.")
    label: str = Field("", max_length=80, description="With this text in the label; only together with `mine`.")

    @model_validator(mode="after")
    def _label_of_own(self) -> SubmissionFilter:
        if self.label and not self.mine:
            raise ValueError("labels are only visible to their authors; send mine=true together with label")
        return self

    @property
    def name(self) -> str:
        """Names the list, so that a cursor of another one is refused."""
        values = (self.mine, self.generator, self.suite, self.outcome, self.label)
        return f"submissions {values}" if any(values) else "submissions"


class AnnotationIn(RequestSchema):
    """What to change of a private submission; null leaves it as it is."""

    label: Label | None = None
    notes: Paragraphs | None = None


class TurnOut(Schema):
    """A running submission's place in the order in which submissions are judged, now.

    ``is_waiting``: not admitted yet. ``calls_an_hour``: of all ``judges`` at work, measured or assumed.
    ``begins_in_s``, ``ends_in_s``: seconds until what is before it is judged, and until it is judged itself; null while
    no judge is at work. Others can still get ahead: about 19 of 20 submissions are judged within ``ends_by_s``.
    """

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


class MissingPictureOut(Schema):
    """A picture that failed, why, and why it had failed in earlier rounds."""

    image: int
    prompt: str
    language: str
    sample: int = Field(description=SAMPLE)
    cause: str
    earlier_causes: list[str]


class MissingOut(Schema):
    """A submission's missing pictures. ``refusal``: why they cannot be repeated, or "". Otherwise they can be until
    ``until``, in round ``round`` of ``rounds``, from ``base_url``."""

    pictures: list[MissingPictureOut]
    refusal: str
    round: int | None
    rounds: int
    until: datetime | None
    base_url: str
    model: str


class RejudgingOut(Schema):
    """What judging a submission's pictures under the site's current judge profile takes: one submission of the quota,
    and about so many judge calls. ``missing_pictures`` stay missing. ``refusal``: why it is not possible, or ""."""

    refusal: str
    judge_profile: str
    pictures: int
    missing_pictures: int
    judge_calls: int


class StorageOut(Schema):
    """Bytes that a submission uses: its zip until it is checked, its pictures, their copies, and its evidence."""

    zips: int
    pictures: int
    renditions: int
    evidence: int


class AccountStorageOut(StorageOut):
    """Bytes that your submissions use, including uploads in progress; ``limit`` is null if storage is not limited."""

    uploads: int
    total: int
    limit: int | None


class SubmissionOut(Schema):
    """A submission's state; ``progress`` holds counts per stage, ``report`` a bundle's faults, ``turn`` its wait.

    ``metadata``: how many of its stored pictures name a place, a camera, a serial number or an author. ``kept_until``:
    when its pictures will be deleted, if a time is set. Only its author sees this, ``storage``, ``files_deleted_at``,
    ``label``, ``commit`` and ``notes``. ``settings``: how the pictures were made, as the author stated it.
    """

    id: int
    generator: str
    suite: str
    judge_profile: str
    kind: str
    languages: list[str]
    strip_metadata: bool
    practice: bool
    pictures_per_prompt: int = Field(description="How many pictures of each prompt and language it has, as declared.")
    pictures_of: int | None = Field(
        description="The submission that its pictures were made for, if they were only judged again for this one."
    )
    metadata: dict[str, int]
    label: str
    commit: str
    notes: str
    settings: SettingsOut
    stage: str
    outcome: str
    cause: str
    created_at: datetime
    cancelled_at: datetime | None
    cancelled_by: Literal["author", "operator"] | None = Field(description="Who cancelled it; its outcome is failed.")
    public_at: datetime | None
    withdrawn_at: datetime | None
    page: str
    progress: dict[str, Any]
    turn: TurnOut | None
    report: dict[str, Any] | None
    storage: StorageOut | None
    kept_until: datetime | None
    files_deleted_at: datetime | None
