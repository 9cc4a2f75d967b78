"""The API's objects. Each class has the fields of the API's schema of the same name (``Suite`` of ``SuiteOut``).

A test compares them with the API's description. Fields that a later version of the API adds are ignored.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class _Object(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())


class Page(_Object, Generic[Item]):
    """Some items of a list, and the cursor of the next page."""

    items: list[Item]
    next: str | None


class Fault(_Object):
    """One faulty field."""

    field: str
    message: str


class Problem(_Object):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[Fault] | None = None


class GeneratorIn(_Object):
    """A text-to-image model as its author describes it."""

    name: str
    organisation: str
    licence: str
    open_weights: bool = False
    homepage: str = ""
    parameter_count: int | None = None
    description: str = ""
    price_usd: float | None = None
    team: int | None = None


class Generator(_Object):
    """A registered generator."""

    id: int
    name: str
    organisation: str
    licence: str
    open_weights: bool
    homepage: str
    parameter_count: int | None
    description: str
    price_usd: float | None
    price_declared_on: date | None


class Team(_Object):
    """A team that you belong to; ``name`` is "" for your own space."""

    id: int
    name: str
    personal: bool
    role: Literal["owner", "member", "reader"]
    submission_quota: int
    submissions_left: int


class Member(_Object):
    """A member of a team; ``id`` is the person's."""

    id: int
    email: str
    role: Literal["owner", "member", "reader"]
    since: datetime


class Invitation(_Object):
    """An open invitation to a team."""

    id: int
    email: str
    role: Literal["owner", "member", "reader"]
    created_at: datetime
    expires_at: datetime


class SentInvitation(Invitation):
    """A new invitation; pass its link on yourself if it was not mailed."""

    link: str
    is_mailed: bool


class TeamDetail(Team):
    """A team with its members, and for owners its open invitations."""

    members: list[Member]
    invitations: list[Invitation]


class TeamIn(_Object):
    """A team's name."""

    name: str


class MemberIn(_Object):
    """A member's new role."""

    role: Literal["owner", "member", "reader"]


class InvitationIn(_Object):
    """Whom to invite to a team."""

    email: str
    role: Literal["owner", "member", "reader"] = "member"


class OwnGenerator(Generator):
    """One of your generators, and the team that it belongs to; ``team_name`` is "" for your own space."""

    team: int
    team_name: str


class SettingsIn(_Object):
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


class Settings(_Object):
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


class SubmissionIn(_Object):
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


class AnnotationIn(_Object):
    """What to change of a private submission; None leaves it as it is."""

    label: str | None = None
    notes: str | None = None


class SetPictureIn(_Object):
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


class PictureSet(_Object):
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


class Turn(_Object):
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


class RepeatIn(_Object):
    """The endpoint of a submission once more, because its key was deleted at the end. Model and size stay."""

    base_url: str
    api_key: str = Field("", repr=False)
    extra: dict[str, Any] = Field(default_factory=dict)


class MissingPicture(_Object):
    """A picture that failed, why, and why it had failed in earlier rounds."""

    image: int
    prompt: str
    language: str
    sample: int
    cause: str
    earlier_causes: list[str]


class Missing(_Object):
    """A submission's missing pictures. ``refusal``: why they cannot be repeated, or ""."""

    pictures: list[MissingPicture]
    refusal: str
    round: int | None
    rounds: int
    until: datetime | None
    base_url: str
    model: str


class Rejudging(_Object):
    """What judging a submission's pictures under the site's current judge profile would take.

    ``refusal``: why it is not possible, or "".
    """

    refusal: str
    judge_profile: str
    pictures: int
    missing_pictures: int
    judge_calls: int


class Storage(_Object):
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


class Submission(_Object):
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


class PublicSubmission(_Object):
    """A summary of a public submission, or of one of yours; ``public_at`` is None while it is private."""

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
    created_at: datetime
    public_at: datetime | None
    withdrawn_at: datetime | None
    page: str


class DataExport(_Object):
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


class ShareLinkIn(_Object):
    """What a new link shows, and for how many days it works."""

    submissions: list[int]
    days: int = 30


class ShareLink(_Object):
    """A secret link to results; ``url`` is only known when it is created. ``created_by``: an email address."""

    id: int
    submissions: list[int]
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    url: str | None


class ComparedSubmission(_Object):
    """A compared submission. ``is_incomplete``: too few of its judgements are there for a rank."""

    id: int
    generator: str
    label: str
    pictures_per_prompt: int
    is_incomplete: bool


class Difference(_Object):
    """The first submission minus this one, in points; ``settled`` is 1 or -1 if they differ reliably."""

    submission: int
    difference: float | None
    low: float | None
    high: float | None
    shared: int
    settled: int


class ComparedLevel(_Object):
    """One level of the rubric: all means, and the first submission's difference from each of the others."""

    level: str
    dimension: str
    sub_capability: str
    facet: str
    means: list[float | None]
    differences: list[Difference]


class ComparedGroup(_Object):
    """Levels whose intervals hold together with 95% confidence."""

    statements: int
    levels: list[ComparedLevel]


class PromptChange(_Object):
    """One prompt: every submission's overall score there, and the number of its picture, the first of several."""

    prompt: str
    scores: list[float | None]
    images: list[int | None]


class Comparison(_Object):
    """Submissions side by side; ``groups``: overall with dimensions, sub-capabilities, facets."""

    suite: str
    judge_profile: str
    language: str
    languages: list[str]
    submissions: list[ComparedSubmission]
    groups: list[ComparedGroup]
    largest_changes: list[PromptChange]


class SubmissionScore(_Object):
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


class Suite(_Object):
    """A sealed prompt suite."""

    key: str
    version: str
    title: str
    languages: list[str]
    prompt_count: int
    sha256: str
    hidden: bool

    @property
    def name(self) -> str:
        """As submissions name it: "key/version"."""
        return f"{self.key}/{self.version}"


class WholeSuite(Suite):
    """A suite with its description and the licence of its prompts."""

    description: str
    licence: str


class Target(_Object):
    """A facet that a prompt was written to test, and what to look for."""

    dimension: str
    sub_capability: str
    facet: str
    note: str


class Prompt(_Object):
    """A prompt: its text by language, the words that the picture must contain as lettering, and its target facets."""

    key: str
    position: int
    field: str
    region: str
    texts: dict[str, str]
    render: list[str]
    targets: list[Target]


class JudgeProfile(_Object):
    """A judge profile. ``model`` is the name of the judge's weights, ``is_current``: new submissions get it."""

    key: str
    version: str
    title: str
    comparable: bool
    caveat: str
    sha256: str
    model: str
    is_current: bool
    page: str


class WholeJudgeProfile(JudgeProfile):
    """A judge profile with the texts of its files, by name; its seal is computed from them."""

    files: dict[str, str]


class Practice(_Object):
    """A suite's practice subset: the keys of its prompts in order."""

    rule: int
    sha256: str
    prompts: list[str]


class Board(_Object):
    """A board and the number of its newest release (0: none yet)."""

    slug: str
    suite: str
    judge_profile: str
    language: str
    caveat: str
    release: int
    page: str


class Release(_Object):
    """One release; ``sha256`` is the seal of its content."""

    board: str
    number: int
    published_at: datetime
    sha256: str
    content: dict[str, Any]


class ReleaseNote(_Object):
    """One line of a board's list of releases."""

    number: int
    published_at: datetime
    sha256: str


class LevelScore(_Object):
    """A model on one level of the rubric. Means and differences are in points (0 to 100)."""

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


class ModelScore(LevelScore):
    """A level's score, with the model that has it."""

    model: int
    submission: int
    name: str


class Row(_Object):
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
    settings: Settings
    scores: list[LevelScore]


class Model(Generator):
    """A model with public submissions, the newest first."""

    submissions: list[int]


class Image(_Object):
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


class Verdict(_Object):
    """A facet's verdict: 0 fail, 1 pass, 2 excellent, None: not applicable."""

    sub_capability: str
    facet: str
    verdict: int | None


class Judgement(_Object):
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


class GateSide(_Object):
    """A submission that the gate compares."""

    submission: int
    generator: str
    is_public: bool
    pictures_per_prompt: int
    page: str


class GateLevel(_Object):
    """One compared level. Scores are 0 to 100; differences are candidate minus baseline, in points."""

    level: str
    dimension: str
    sub_capability: str
    facet: str
    verdict: str
    baseline: float | None
    candidate: float | None
    difference: float | None
    low: float | None
    high: float | None
    margin: float
    noise_floor: float
    sd: float | None
    prompts: int
    prompts_needed: int | None


class GatePicture(_Object):
    """One of the two pictures of a prompt; it has no files if they were deleted. ``score`` is the prompt's."""

    image: int
    sample: int
    score: float
    page: str
    display: str | None
    thumbnail: str | None


class VerdictChange(_Object):
    """A facet on which the verdicts differ ("0", "1", "2", "N/A" or None), and the judge's words ("": none)."""

    dimension: str
    sub_capability: str
    facet: str
    is_target: bool
    baseline: str | None
    candidate: str | None
    baseline_reason: str
    candidate_reason: str


class ChangedPicture(_Object):
    """A prompt whose score changed, with both pictures."""

    prompt: str
    text: str
    difference: float
    baseline: GatePicture
    candidate: GatePicture
    verdicts: list[VerdictChange]


class Gate(_Object):
    """Whether a candidate has become worse than a baseline, and the pictures that changed most."""

    baseline: GateSide
    candidate: GateSide
    suite: str
    judge_profile: str
    language: str
    alpha: float
    verdict: str
    exit_code: int
    levels: list[GateLevel]
    changed_level: str
    changed: list[ChangedPicture]
    page: str


class PlannedDrop(_Object):
    """So many prompts detect this drop in points; ``power_with_prompts``: how probably those at hand do."""

    drop: float
    prompts_needed: int | None
    power_with_prompts: float | None


class GatePlan(_Object):
    """How many prompts a gate needs. ``sd``: the standard deviation of the differences between prompts, in points."""

    sd: float
    alpha: float
    levels: int
    power: float
    prompts: int | None
    drops: list[PlannedDrop]


class WebhookIn(_Object):
    """A webhook to register."""

    name: str
    url: str = Field(repr=False)
    events: list[str]
    team: int | None = None


class WebhookChangesIn(_Object):
    """What is to be changed; None leaves a value as it is."""

    name: str | None = None
    url: str | None = Field(None, repr=False)
    events: list[str] | None = None
    enabled: bool | None = None


class Webhook(_Object):
    """A webhook. ``url`` is its address without anything that resembles a key.

    ``disabled_cause``: why Salon disabled it. ``former_until``: until then, the former secret is valid, too.
    """

    id: int
    team: int
    name: str
    url: str
    events: list[str]
    created_at: datetime
    enabled: bool
    disabled_at: datetime | None
    disabled_cause: str
    former_until: datetime | None


class SecretWebhook(Webhook):
    """A webhook with its new secret, which is not shown again."""

    secret: str = Field(repr=False)


class Attempt(_Object):
    """One request: the HTTP status of its reply (None: no reply), and the cause of a failure, or ""."""

    at: datetime
    status: int | None
    cause: str
    reply: str
    seconds: float


class Delivery(_Object):
    """One event for one webhook. ``outcome``: pending, delivered or failed."""

    id: int
    message_id: str
    event: str
    outcome: str
    cause: str
    created_at: datetime
    ended_at: datetime | None
    next_attempt_at: datetime | None
    attempts: list[Attempt]
    payload: dict[str, Any]
