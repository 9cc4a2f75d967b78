"""Submissions side by side."""

from __future__ import annotations

from leaderboard.client.models.base import Object


class ComparedSubmission(Object):
    """A compared submission. ``is_incomplete``: too few of its judgements are there for a rank."""

    id: int
    generator: str
    label: str
    pictures_per_prompt: int
    is_incomplete: bool


class Difference(Object):
    """The first submission minus this one, in points; ``settled`` is 1 or -1 if they differ reliably."""

    submission: int
    difference: float | None
    low: float | None
    high: float | None
    shared: int
    settled: int


class ComparedLevel(Object):
    """One level of the rubric: all means, and the first submission's difference from each of the others."""

    level: str
    dimension: str
    sub_capability: str
    facet: str
    means: list[float | None]
    differences: list[Difference]


class ComparedGroup(Object):
    """Levels whose intervals hold together with 95% confidence."""

    statements: int
    levels: list[ComparedLevel]


class PromptChange(Object):
    """One prompt: every submission's overall score there, and the number of its picture, the first of several."""

    prompt: str
    scores: list[float | None]
    images: list[int | None]


class Comparison(Object):
    """Submissions side by side; ``groups``: overall with dimensions, sub-capabilities, facets."""

    suite: str
    judge_profile: str
    language: str
    languages: list[str]
    submissions: list[ComparedSubmission]
    groups: list[ComparedGroup]
    largest_changes: list[PromptChange]
