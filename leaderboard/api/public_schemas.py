"""Schemas of public data: releases' rows and scores, models, prompts, pictures and judgements."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from leaderboard.api.board_schemas import SuiteOut
from leaderboard.api.generator_schemas import GeneratorOut
from leaderboard.api.submission_schemas import SettingsOut


class ReleaseNoteOut(Schema):
    """One line of a board's list of releases."""

    number: int
    published_at: datetime
    sha256: str


class LevelScoreOut(Schema):
    """A model on one level of the rubric: overall (no names), a dimension, a sub-capability or a facet.

    Means and differences are in points (0–100). ``images``: over how many prompts the mean is. ``field_*`` is against
    the mean of the other ranked models.
    """

    level: str
    dimension: str
    sub_capability: str
    facet: str
    mean: float | None
    target_mean: float | None
    images: int | None
    standard_error: float | None
    mean_low: float | None
    mean_high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    field_difference: float | None
    field_low: float | None
    field_high: float | None


class ModelScoreOut(LevelScoreOut):
    """A level's score, with the model that has it."""

    model: int
    submission: int
    name: str


class RowOut(Schema):
    """A model in a release: its description at the time, and its scores down to the dimensions."""

    position: int
    model: int
    submission: int
    name: str
    organisation: str
    licence: str
    open_weights: bool
    parameter_count: int | None
    price_usd: float | None
    price_declared_on: date | None
    kind: str
    pictures_per_prompt: int
    planned_judgements: int
    judged_judgements: int
    unranked_reason: str
    attempts: int | None
    public_at: datetime | None
    withdrawn_at: datetime | None
    evidence_sha256: str
    settings: SettingsOut
    scores: list[LevelScoreOut]


class ModelOut(GeneratorOut):
    """A model with public submissions, the newest first."""

    submissions: list[int]


class PublicSubmissionOut(Schema):
    """A summary of a public submission; with ``mine`` also of a private one, whose ``public_at`` is null.

    Others see no ``label``, ``commit`` and ``cause``. ``overall``: the mean in each scored language, of all verdicts.
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


class SubmissionScoreOut(Schema):
    """A mean of a submission in one language and scope (judged: all verdicts; target: the target facets only).

    ``images``: over how many prompts; several pictures of one prompt count once, with the mean of their scores.
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


class WholeSuiteOut(SuiteOut):
    """A suite with its description and the licence of its prompts."""

    description: str
    licence: str


class TargetOut(Schema):
    """A facet that a prompt was written to test, and what to look for."""

    dimension: str
    sub_capability: str
    facet: str
    note: str


class PromptOut(Schema):
    """A prompt: its text by language, the words that the picture must contain as lettering, and its target facets."""

    key: str
    position: int
    field: str
    region: str
    texts: dict[str, str]
    render: list[str]
    targets: list[TargetOut]


class JudgeProfileOut(Schema):
    """A judge profile: everything that can change a score, sealed.

    ``model`` is the name of the judge's weights. ``is_current``: new submissions are judged by it.
    """

    key: str
    version: str
    title: str
    comparable: bool
    caveat: str
    sha256: str
    model: str
    is_current: bool
    page: str


class WholeJudgeProfileOut(JudgeProfileOut):
    """A judge profile with the texts of its files, by name; the seal is computed from them."""

    files: dict[str, str]


class PracticeOut(Schema):
    """A suite's practice subset. ``sha256`` seals its ``prompts`` with the suite's seal and the version of the ``rule``
    by which they were chosen."""

    rule: int
    sha256: str
    prompts: list[str]


class ImageOut(Schema):
    """A picture of a submission. One that is not stored has no file; ``status`` says why."""

    id: int
    submission: int
    prompt: str
    language: str
    sample: int = Field(description="Which of the submission's pictures for this prompt and language, from 1.")
    status: str
    sha256: str | None
    format: str | None
    width: int | None
    height: int | None
    byte_size: int | None
    seed: int | None = Field(description="What the endpoint got as the picture's seed; null if it got none.")
    page: str
    original: str | None
    display: str | None
    thumbnail: str | None


class VerdictOut(Schema):
    """A facet's verdict: 0 fail, 1 pass, 2 excellent, null: not applicable."""

    sub_capability: str
    facet: str
    verdict: int | None


class JudgementOut(Schema):
    """One judge call: its verdicts, or the status and reason why there are none, and the judge's complete reply."""

    id: int
    image: int
    prompt: str
    language: str
    sample: int
    dimension: str
    status: str
    reason: str
    verdicts: list[VerdictOut]
    reasoning: str
    content: str
    finish_reason: str
    attempt: int
    profile_sha256: str
    engine_version: str | None
    engine_fingerprint: str | None
    judged_at: datetime


class ReleaseNotePage(Schema):
    items: list[ReleaseNoteOut]
    next: str | None


class RowPage(Schema):
    items: list[RowOut]
    next: str | None


class ModelScorePage(Schema):
    items: list[ModelScoreOut]
    next: str | None


class ModelPage(Schema):
    items: list[ModelOut]
    next: str | None


class PublicSubmissionPage(Schema):
    items: list[PublicSubmissionOut]
    next: str | None


class PromptPage(Schema):
    items: list[PromptOut]
    next: str | None


class ImagePage(Schema):
    items: list[ImageOut]
    next: str | None


class JudgementPage(Schema):
    items: list[JudgementOut]
    next: str | None
