"""Schemas of the quality gate's replies. Scores and differences are in points (0 to 100)."""

from __future__ import annotations

from ninja import Schema


class GateSideOut(Schema):
    """A compared submission."""

    submission: int
    generator: str
    is_public: bool
    pictures_per_prompt: int
    page: str


class GateLevelOut(Schema):
    """One compared level; the differences are candidate minus baseline, and all intervals hold at once.

    ``level``: its name in addresses; ``dimension``, ``sub_capability`` and ``facet`` are empty below it. ``sd``: the
    standard deviation of the differences between prompts. ``prompts``: those with scores of both.
    ``prompts_needed``: about so many would decide an undecided level; null if it is decided, or none suffices.
    """

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


class GatePictureOut(Schema):
    """One of the two pictures of a prompt, its page, its files (null if deleted).

    ``score`` is the prompt's at ``changed_level``. With several pictures per prompt it is their mean, and the picture
    is the one whose own score is closest to it.
    """

    image: int
    sample: int
    score: float
    page: str
    display: str | None
    thumbnail: str | None


class VerdictChangeOut(Schema):
    """A facet on which the verdicts differ: "0" fail, "1" pass, "2" excellent, "N/A", or null without a verdict.

    The reasons are the judge's words about this facet; empty if its reply has none.
    """

    dimension: str
    sub_capability: str
    facet: str
    is_target: bool
    baseline: str | None
    candidate: str | None
    baseline_reason: str
    candidate_reason: str


class ChangedPictureOut(Schema):
    """A prompt whose score changed, with both pictures."""

    prompt: str
    text: str
    difference: float
    baseline: GatePictureOut
    candidate: GatePictureOut
    verdicts: list[VerdictChangeOut]


class GateOut(Schema):
    """Whether a candidate has become worse than a baseline.

    ``verdict``: better, equivalent, worse or undecided, of each level and of all together. ``exit_code``: 0 for better
    and equivalent, 1 for worse, 2 for undecided. ``changed``: the (up to six) pictures whose scores changed most at
    ``changed_level``, the first level with the verdict; none of a hidden suite. ``page``: the same on the site.
    """

    baseline: GateSideOut
    candidate: GateSideOut
    suite: str
    judge_profile: str
    language: str
    alpha: float
    verdict: str
    exit_code: int
    levels: list[GateLevelOut]
    changed_level: str
    changed: list[ChangedPictureOut]
    page: str


class PlannedDropOut(Schema):
    """``prompts_needed`` prompts detect a drop of so many points (null: no number does).

    ``power_with_prompts``: the probability of detecting it with the prompts that there are; null if that is unknown.
    """

    drop: float
    prompts_needed: int | None
    power_with_prompts: float | None


class GatePlanOut(Schema):
    """How many prompts a gate needs. ``sd``: the standard deviation of the differences between prompts, in points."""

    sd: float
    alpha: float
    levels: int
    power: float
    prompts: int | None
    drops: list[PlannedDropOut]
