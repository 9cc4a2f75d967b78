"""Ranking: standings of one board, overall and per dimension, at full precision, and how far they are settled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from leaderboard.domain.ranking.comparison import Comparison, compare
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.ranks import RankIntervals, rank_intervals
from leaderboard.domain.statistics.summaries import Summary, means, summaries
from leaderboard.domain.translatable import gettext_noop

COMPLETENESS_NEEDED = 0.99
"""Share of planned judgements a submission needs to be ranked; below it is listed, not ranked."""

WITHDRAWN = gettext_noop("withdrawn by its author")
UNSCORED = gettext_noop("no picture could be scored")
INCOMPLETE = gettext_noop("only %(judged)d of %(planned)d planned judgements are there (99 %% are needed)")
"""Why an entry is not ranked."""

OVERALL = ""
"""The column of the overall score; the other columns bear their dimension's name."""

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """A scored submission: how much of the plan was judged, and whether its author withdrew it."""

    key: str
    planned: int
    judged: int
    withdrawn: bool = False

    @property
    def completeness(self) -> float:
        return self.judged / self.planned if self.planned else 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """One entry in one column. Points of 100; None where unknown, or where it is not ranked.

    ``low`` and ``high`` are the mean's 95 % interval, ``best`` and ``worst`` the rank's simultaneous 95 % interval.
    """

    mean: float | None
    images: int
    standard_error: float | None
    low: float | None
    high: float | None
    rank: int | None = None
    best: int | None = None
    worst: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry's place in every column, and why it is not ranked, if so.

    ``ahead``: its overall compared with that of the next ranked entry; None for the last and for what is not ranked.
    """

    entry: Entry
    places: Mapping[str, Place]
    unranked_reason: str
    ahead: Comparison | None = None


def standings(
    entries: Sequence[Entry],
    scores: FloatArray,
    columns: Sequence[str],
    *,
    seed: int,
    noise_floor: Mapping[str, float] | None = None,
    resamples: int = RESAMPLES,
) -> list[Standing]:
    """Rank all entries per column; ties share a rank (1, 1, 3), a missing score is never ranked.

    The list is ordered by overall rank, unranked entries after it and withdrawn ones last, then by key.

    Args:
        scores: [entries, prompts, columns], NaN for missing; the overall is the first column.
        noise_floor: points per column below which no difference between two entries counts.
    """
    reasons = [
        _unranked_reason(entry, overall) for entry, overall in zip(entries, means(scores[:, :, :1]), strict=True)
    ]
    floors = [(noise_floor or {}).get(column, 0.0) for column in columns]
    found = places(scores, [not reason for reason in reasons], seed, resamples=resamples, noise_floor=floors)
    placed = [
        Standing(entry, dict(zip(columns, of_entry, strict=True)), reason)
        for entry, of_entry, reason in zip(entries, found, reasons, strict=True)
    ]
    overall = {entry.key: scores[row, :, 0] for row, entry in enumerate(entries)}
    return _with_neighbours(sorted(placed, key=_order), overall)


def places(
    scores: FloatArray,
    is_ranked: Sequence[bool],
    seed: int,
    *,
    noise_floor: Sequence[float],
    resamples: int = RESAMPLES,
) -> list[list[Place]]:
    """[entries][columns]: every entry's place in every column; ranks for those that are ranked and have a score there.

    Args:
        scores: [entries, prompts, columns], NaN for missing.
        noise_floor: [columns], points below which no difference between two entries counts.
    """
    summary = summaries(scores)
    ranked = [row for row, wanted in enumerate(is_ranked) if wanted]
    floors = np.array(noise_floor, dtype=np.float64)
    found = rank_intervals(scores[ranked], seed, resamples=resamples, noise_floor=floors) if ranked else None
    position = {row: number for number, row in enumerate(ranked)}
    entries, _, columns = scores.shape
    return [
        [_place(summary, found, (row, position.get(row), column)) for column in range(columns)]
        for row in range(entries)
    ]


def _with_neighbours(placed: list[Standing], overall: Mapping[str, FloatArray]) -> list[Standing]:
    return [
        replace(one, ahead=compare(overall[one.entry.key], overall[other.entry.key]))
        if other is not None and not one.unranked_reason and not other.unranked_reason
        else one
        for one, other in zip_longest(placed, placed[1:])
    ]


def _order(standing: Standing) -> tuple[bool, bool, int, str]:
    rank = standing.places[OVERALL].rank
    return standing.entry.withdrawn, rank is None, rank or 0, standing.entry.key


def _place(summary: Summary, found: RankIntervals | None, at: tuple[int, int | None, int]) -> Place:
    """``at``: row of the summary, row among the ranked (None: not ranked), column."""
    row, ranked_row, column = at
    place = Place(
        mean=_known(summary.mean[row, column]),
        images=int(summary.n[row, column]),
        standard_error=_known(summary.standard_error[row, column]),
        low=_known(summary.low[row, column]),
        high=_known(summary.high[row, column]),
    )
    if found is None or ranked_row is None or not found.rank[ranked_row, column]:
        return place
    rank, best, worst = (int(array[ranked_row, column]) for array in (found.rank, found.best, found.worst))
    return replace(place, rank=rank, best=best, worst=worst)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _unranked_reason(entry: Entry, overall: FloatArray) -> str:
    """``overall``: [1], NaN where there is none."""
    if entry.withdrawn:
        return WITHDRAWN
    if math.isnan(overall[0]):
        return UNSCORED
    if entry.completeness < COMPLETENESS_NEEDED:
        return INCOMPLETE % {"judged": entry.judged, "planned": entry.planned}
    return ""
