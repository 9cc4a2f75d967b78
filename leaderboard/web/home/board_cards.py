"""Reads of all boards for the home page: two queries for the cards, whatever the number of boards and models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.models import Board, Release, ReleaseScore
from leaderboard.queries.boards import RANKED_ROWS, latest_releases, slim_releases

PODIUM = 5
NEWEST_RELEASES = 6
_AXIS_WIDTH, _AXIS_MARGIN = 120.0, 5.0
"""Of an interval's drawing, in units of its view box."""


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
class BoardCard:
    """A board as the home page shows it: its latest release in a few facts."""

    board: Board
    release: Release
    ranked: int
    unranked: int
    top: tuple[TopEntry, ...]

    @property
    def lines(self) -> list[tuple[TopEntry, Interval | None]]:
        """The first models with their intervals, all on one axis."""
        return [(entry, _interval(entry, self.top)) for entry in self.top]


def board_cards() -> list[BoardCard]:
    """All boards that have a release; those with a comparable judge first."""
    releases = list(
        latest_releases()
        .annotate(ranked=RANKED_ROWS, listed=Count("rows"))
        .order_by("-board__judge_profile__comparable", "board__slug")
    )
    top = _top_entries(releases)
    return [
        BoardCard(
            board=release.board,
            release=release,
            ranked=release.ranked,
            unranked=release.listed - release.ranked,
            top=tuple(top[release.pk]),
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


def _interval(entry: TopEntry, top: Sequence[TopEntry]) -> Interval | None:
    if entry.mean_low is None or entry.mean_high is None:
        return None
    lowest = min(other.mean_low for other in top if other.mean_low is not None)
    highest = max(other.mean_high for other in top if other.mean_high is not None)
    scale = (_AXIS_WIDTH - 2 * _AXIS_MARGIN) / ((highest - lowest) or 1.0)
    low, mean, high = (
        f"{_AXIS_MARGIN + (value - lowest) * scale:.1f}" for value in (entry.mean_low, entry.mean, entry.mean_high)
    )
    return Interval(low, mean, high)
