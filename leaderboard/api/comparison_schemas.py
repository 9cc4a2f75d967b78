"""Schemas of comparisons of submissions."""

from __future__ import annotations

from ninja import Schema


class ComparedSubmissionOut(Schema):
    """A compared submission. ``is_incomplete``: too few of its judgements are there for a rank."""

    id: int
    generator: str
    label: str
    pictures_per_prompt: int
    is_incomplete: bool


class DifferenceOut(Schema):
    """The first submission minus this one, in points, over the ``shared`` prompts that both have.

    ``settled``: 1 if the first scores reliably higher (95% confidence), -1 if this one does, 0 if neither.
    """

    submission: int
    difference: float | None
    low: float | None
    high: float | None
    shared: int
    settled: int


class ComparedLevelOut(Schema):
    """One level of the rubric: the mean of every submission, and the first one's difference from each of the others."""

    level: str
    dimension: str
    sub_capability: str
    facet: str
    means: list[float | None]
    differences: list[DifferenceOut]


class ComparedGroupOut(Schema):
    """Levels whose intervals hold together with 95% confidence; ``statements``: for how many they are widened."""

    statements: int
    levels: list[ComparedLevelOut]


class PromptChangeOut(Schema):
    """One prompt: every submission's overall score there, and the number of its picture, the first of several."""

    prompt: str
    scores: list[float | None]
    images: list[int | None]


class ComparisonOut(Schema):
    """Submissions side by side: overall and dimensions, sub-capabilities and facets.

    ``languages``: those that all of them have. ``largest_changes``: the prompts at which the overall scores differ
    most; empty for a hidden suite.
    """

    suite: str
    judge_profile: str
    language: str
    languages: list[str]
    submissions: list[ComparedSubmissionOut]
    groups: list[ComparedGroupOut]
    largest_changes: list[PromptChangeOut]
