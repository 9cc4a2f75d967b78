"""Reads of all boards for the home page: two queries for the cards, whatever the number of boards and models."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.models import Board, Release, ReleaseScore
from leaderboard.queries.boards import RANKED_ROWS, latest_releases, slim_releases
from leaderboard.web.words.numbers import on_scale

PODIUM = 5
NEWEST_RELEASES = 6
_AXIS_WIDTH, _AXIS_MARGIN = 120.0, 8.0
"""Of an interval's drawing, in units of its view box."""
_FINE_SPAN = 35.0
"""Points up to which a tick at every 10 leaves room for its label."""


@dataclass(frozen=True, slots=True)
class TopEntry:
    """One line of a board's card. ``mean_low`` to ``mean_high``: the score's 95% interval, None if it is not known."""

    submission_id: int
    generator_id: int
    name: str
    rank: int
    rank_low: int | None
    rank_high: int | None
    mean: float
    mean_low: float | None
    mean_high: float | None


@dataclass(frozen=True, slots=True)
class Interval:
    """Where an interval and its score are drawn, from 0 to 120."""

    low: str
    mean: str
    high: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis that all cards share, from ``low`` to ``high`` points, both multiples of ``step``."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> str:
        """The place of a score on the drawing."""
        share = (value - self.low) / (self.high - self.low)
        return f"{_AXIS_MARGIN + share * (_AXIS_WIDTH - 2 * _AXIS_MARGIN):.1f}"

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """Place and label of every multiple of the step, from left to right."""
        values = [self.low + number * self.step for number in range(round((self.high - self.low) / self.step) + 1)]
        return [(self.at(value), f"{value:g}") for value in values]


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A board as the home page shows it: its latest release in a few facts. ``scale``: None without intervals."""

    board: Board
    release: Release
    ranked: int
    unranked: int
    top: tuple[TopEntry, ...]
    scale: Scale | None = None

    @property
    def lines(self) -> list[tuple[TopEntry, Interval | None]]:
        """The first models with their intervals, on the axis of all cards."""
        return [(entry, _interval(entry, self.scale)) for entry in self.top]


def board_cards() -> list[BoardCard]:
    """All boards that have a release; those with a comparable judge first."""
    releases = list(
        latest_releases()
        .annotate(ranked=RANKED_ROWS, listed=Count("rows"))
        .order_by("-board__judge_profile__comparable", "board__slug")
    )
    top = _top_entries(releases)
    scale = _shared_scale(entry for entries in top.values() for entry in entries)
    return [
        BoardCard(
            board=release.board,
            release=release,
            ranked=release.ranked,
            unranked=release.listed - release.ranked,
            top=tuple(top[release.pk]),
            scale=scale,
        )
        for release in releases
    ]


def newest_releases() -> list[Release]:
    """The newest releases of all boards, each with the number of models ``ranked``."""
    return list(slim_releases(Release.objects.annotate(ranked=RANKED_ROWS)).order_by("-published_at")[:NEWEST_RELEASES])


def _top_entries(releases: Iterable[Release]) -> defaultdict[int, list[TopEntry]]:
    # By position and not by rank: ties can put more than PODIUM models at the first ranks.
    scores = (
        ReleaseScore.objects.filter(row__release__in=releases, dimension=OVERALL_COLUMN, row__position__lte=PODIUM)
        .order_by("row__position")
        .values_list(
            *("row__release_id", "row__submission_id", "row__submission__generator_id", "row__generator_name"),
            *("rank", "rank_low", "rank_high", "mean", "mean_low", "mean_high"),
        )
    )
    top: defaultdict[int, list[TopEntry]] = defaultdict(list)
    for release, submission, generator, name, rank, rank_low, rank_high, mean, mean_low, mean_high in scores:
        if rank is not None and mean is not None:
            entry = TopEntry(submission, generator, name, rank, rank_low, rank_high, mean, mean_low, mean_high)
            top[release].append(entry)
    return top


def _shared_scale(entries: Iterable[TopEntry]) -> Scale | None:
    """The axis that holds all intervals, with few ticks; None if no interval is known."""
    ends = [on_scale(end) for entry in entries for end in (entry.mean_low, entry.mean_high) if end is not None]
    if not ends:
        return None
    step = 10.0 if max(ends) - min(ends) <= _FINE_SPAN else 25.0
    low = math.floor(min(ends) / step) * step
    return Scale(low, max(math.ceil(max(ends) / step) * step, low + step), step)


def _interval(entry: TopEntry, scale: Scale | None) -> Interval | None:
    if scale is None or entry.mean_low is None or entry.mean_high is None:
        return None
    low, mean, high = (scale.at(on_scale(value)) for value in (entry.mean_low, entry.mean, entry.mean_high))
    return Interval(low, mean, high)
