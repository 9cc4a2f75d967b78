"""Ranking: standings of one board, overall and per dimension, at full precision, with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from leaderboard.domain.ranking.comparison import PairComparison, compare_pair
from leaderboard.domain.statistics.arrays import FloatArray, known
from leaderboard.domain.statistics.ranks import RankIntervals, rank_intervals
from leaderboard.domain.statistics.summaries import Summary, means, summaries
from leaderboard.domain.translatable import gettext_noop

COMPLETENESS_NEEDED = 0.99
"""Share of planned judgements that a submission needs to be ranked. With fewer it is listed without a rank."""

WITHDRAWN = gettext_noop("withdrawn by its author")
UNSCORED = gettext_noop("no picture could be scored")
INCOMPLETE = gettext_noop("only %(judged)d of %(planned)d planned judgements exist (99%% are needed)")
"""Why an entry is not ranked."""

OVERALL_COLUMN = ""
"""The name of the overall's column; the other columns have their dimension's name."""

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """A scored submission: planned and judged calls, and whether its author withdrew it."""

    key: str
    planned: int
    judged: int
    withdrawn: bool = False

    @property
    def completeness(self) -> float:
        return self.judged / self.planned if self.planned else 0.0


@dataclass(frozen=True, slots=True)
class RankedScore:
    """One entry in one column. Points of 100; None where unknown, or where it is not ranked.

    ``low`` and ``high`` are the mean's 95% interval, ``best`` and ``worst`` the rank's simultaneous 95% interval.
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
    """One entry's score in every column, and the reason if it is not ranked.

    ``ahead``: its overall compared with that of the next ranked entry; None for the last and for unranked entries.
    """

    entry: Entry
    scores: Mapping[str, RankedScore]
    unranked_reason: str
    ahead: PairComparison | None = None


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
    overall_means = means(scores[:, :, :1])[:, 0]
    reasons = [unranked_reason(entry, float(mean)) for entry, mean in zip(entries, overall_means, strict=True)]
    floors = [(noise_floor or {}).get(column, 0.0) for column in columns]
    ranked = ranked_scores(scores, [not reason for reason in reasons], seed, resamples=resamples, noise_floor=floors)
    unordered = [
        Standing(entry, dict(zip(columns, of_entry, strict=True)), reason)
        for entry, of_entry, reason in zip(entries, ranked, reasons, strict=True)
    ]
    overall = {entry.key: scores[row, :, 0] for row, entry in enumerate(entries)}
    return _with_neighbours(sorted(unordered, key=_order), overall)


def ranked_scores(
    scores: FloatArray,
    is_ranked: Sequence[bool],
    seed: int,
    *,
    noise_floor: Sequence[float],
    resamples: int = RESAMPLES,
) -> list[list[RankedScore]]:
    """[entries][columns]: every entry's score in every column, with a rank if the entry is ranked and has a score.

    Args:
        scores: [entries, prompts, columns], NaN for missing.
        noise_floor: [columns], points below which no difference between two entries counts.
    """
    summary = summaries(scores)
    ranked = [row for row, wanted in enumerate(is_ranked) if wanted]
    floors = np.array(noise_floor, dtype=np.float64)
    ranks = rank_intervals(scores[ranked], seed, resamples=resamples, noise_floor=floors) if ranked else None
    row_among_ranked = {row: number for number, row in enumerate(ranked)}
    entries, _, columns = scores.shape
    return [
        [_ranked_score(summary, ranks, (row, row_among_ranked.get(row), column)) for column in range(columns)]
        for row in range(entries)
    ]


def _with_neighbours(ordered: list[Standing], overall: Mapping[str, FloatArray]) -> list[Standing]:
    return [
        replace(standing, ahead=compare_pair(overall[standing.entry.key], overall[following.entry.key]))
        if following is not None and not standing.unranked_reason and not following.unranked_reason
        else standing
        for standing, following in zip_longest(ordered, ordered[1:])
    ]


def _order(standing: Standing) -> tuple[bool, bool, int, str]:
    rank = standing.scores[OVERALL_COLUMN].rank
    return standing.entry.withdrawn, rank is None, rank or 0, standing.entry.key


def _ranked_score(summary: Summary, ranks: RankIntervals | None, at: tuple[int, int | None, int]) -> RankedScore:
    """``at``: row of the summary, row among the ranked (None: not ranked), column."""
    row, ranked_row, column = at
    score = RankedScore(
        mean=known(summary.mean[row, column]),
        images=int(summary.n[row, column]),
        standard_error=known(summary.standard_error[row, column]),
        low=known(summary.low[row, column]),
        high=known(summary.high[row, column]),
    )
    if ranks is None or ranked_row is None or not ranks.rank[ranked_row, column]:
        return score
    rank, best, worst = (int(array[ranked_row, column]) for array in (ranks.rank, ranks.best, ranks.worst))
    return replace(score, rank=rank, best=best, worst=worst)


def unranked_reason(entry: Entry, overall: float) -> str:
    """Why an entry is not ranked; "" if it is. ``overall``: NaN where there is none."""
    if entry.withdrawn:
        return WITHDRAWN
    if math.isnan(overall):
        return UNSCORED
    if entry.completeness < COMPLETENESS_NEEDED:
        return INCOMPLETE % {"judged": entry.judged, "planned": entry.planned}
    return ""
