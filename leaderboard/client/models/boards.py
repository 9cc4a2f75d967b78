"""Boards and their releases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from leaderboard.client.models.base import Object
from leaderboard.client.models.submissions import Settings


class Board(Object):
    """A board and the number of its newest release (0: none yet)."""

    slug: str
    suite: str
    judge_profile: str
    language: str
    caveat: str
    release: int
    page: str


class Release(Object):
    """One release; ``sha256`` is the seal of its content."""

    board: str
    number: int
    published_at: datetime
    sha256: str
    content: dict[str, Any]


class ReleaseNote(Object):
    """One line of a board's list of releases."""

    number: int
    published_at: datetime
    sha256: str


class LevelScore(Object):
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


class Row(Object):
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
