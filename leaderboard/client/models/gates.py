"""The gate's answers and plans."""

from __future__ import annotations

from leaderboard.client.models.base import Object


class GateSide(Object):
    """A submission that the gate compares."""

    submission: int
    generator: str
    is_public: bool
    pictures_per_prompt: int
    page: str


class GateLevel(Object):
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


class GatePicture(Object):
    """One of the two pictures of a prompt; it has no files if they were deleted. ``score`` is the prompt's."""

    image: int
    sample: int
    score: float
    page: str
    display: str | None
    thumbnail: str | None


class VerdictChange(Object):
    """A facet on which the verdicts differ ("0", "1", "2", "N/A" or None), and the judge's words ("": none)."""

    dimension: str
    sub_capability: str
    facet: str
    is_target: bool
    baseline: str | None
    candidate: str | None
    baseline_reason: str
    candidate_reason: str


class ChangedPicture(Object):
    """A prompt whose score changed, with both pictures."""

    prompt: str
    text: str
    difference: float
    baseline: GatePicture
    candidate: GatePicture
    verdicts: list[VerdictChange]


class Gate(Object):
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


class PlannedDrop(Object):
    """So many prompts detect this drop in points; ``power_with_prompts``: how probably those at hand do."""

    drop: float
    prompts_needed: int | None
    power_with_prompts: float | None


class GatePlan(Object):
    """How many prompts a gate needs. ``sd``: the standard deviation of the differences between prompts, in points."""

    sd: float
    alpha: float
    levels: int
    power: float
    prompts: int | None
    drops: list[PlannedDrop]
