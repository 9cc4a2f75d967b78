"""Two to four models of a release against each other: the one page for which something is computed.

It follows from the release and the score matrices, neither of which ever changes, so that the kept page holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from leaderboard.domain.ranking.comparison import LevelComparison, compare_levels, differ_most
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.statistics.arrays import FloatArray, known
from leaderboard.domain.statistics.summaries import means
from leaderboard.models import ReleaseRow, ReleaseScore
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.rubric import rubric_of

MOST_MODELS = 4
_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Contender:
    """A model of the release, as it was then. Ranks are None where it is listed without one."""

    generator_id: int
    submission_id: int
    kind: str
    name: str
    organisation: str
    unranked_reason: str
    is_withdrawn: bool
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """The first model less another one at a level, in points; None where unknown.

    ``settled``: 1 where the first surely scores higher, -1 where the other one does, 0 where that is open.
    """

    difference: float | None
    low: float | None
    high: float | None
    shared: int
    settled: int


@dataclass(frozen=True, slots=True)
class Line:
    """One level: every model's mean, and the first model's difference from each of the others."""

    path: ScorePath
    means: tuple[float | None, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Levels that are read together: the intervals of its ``statements`` hold at once with 95 % confidence."""

    lines: tuple[Line, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The models in the reader's order, at overall and the dimensions, at the sub-capabilities and at the facets.

    ``scores`` is [models, prompts, levels] with the levels of ``levels`` and the prompts in the suite's order.
    """

    contenders: tuple[Contender, ...]
    levels: tuple[ScorePath, ...]
    scores: FloatArray
    columns: Group
    sub_capabilities: Group
    facets: Group

    def prompts_apart(self, path: ScorePath) -> list[int]:
        """The prompts, counted from 0, at which the models' scores of a level differ most first."""
        return differ_most(self.scores[:, :, self.levels.index(path)])


def contenders(head: ReleaseHead, generators: Iterable[int]) -> list[Contender]:
    """Those of the generators that stand in the release, in the order given."""
    rows = _contenders(head).filter(submission__generator__in=list(generators))
    found = {one.generator_id: one for one in _with_ranks(rows)}
    return [found[generator] for generator in generators if generator in found]


def candidates(head: ReleaseHead, words: str, without: Iterable[int]) -> list[Contender]:
    """The first models of the ranking whose name or organisation holds all the words; withdrawn ones are left out."""
    rows = _contenders(head).filter(withdrawn_at__isnull=True).exclude(submission__generator__in=list(without))
    for word in words.split():
        rows = rows.filter(Q(generator_name__icontains=word) | Q(organisation__icontains=word))
    return _with_ranks(rows[:_SUGGESTED])


def comparison(head: ReleaseHead, chosen: Sequence[Contender]) -> Comparison | None:
    """The first model against each of the others; None where the scores of one of them are not kept."""
    levels = rubric_of(head.board).levels
    kept = stored_scores([one.submission_id for one in chosen], head.board.language, len(levels))
    if len(chosen) < 2 or any(one.submission_id not in kept for one in chosen):
        return None
    scores = np.stack([kept[one.submission_id] for one in chosen])
    return Comparison(tuple(chosen), levels, scores, *_groups(levels, scores, head.noise_floor))


def _groups(levels: Sequence[ScorePath], scores: FloatArray, noise_floor: Mapping[str, float]) -> list[Group]:
    of_models = means(scores)
    depths = np.array([path.depth for path in levels])
    return [
        _group(levels, np.flatnonzero((depths >= first) & (depths <= last)).tolist(), scores, of_models, noise_floor)
        for first, last in ((0, 1), (2, 2), (3, 3))
    ]


def _group(
    levels: Sequence[ScorePath],
    at: list[int],
    scores: FloatArray,
    of_models: FloatArray,
    noise_floor: Mapping[str, float],
) -> Group:
    """The levels at these places."""
    found = compare_levels(scores[0][:, at], scores[1:, :, at])
    lines = (
        Line(
            levels[level],
            tuple(known(mean) for mean in of_models[:, level]),
            _differences(found, number, levels[level].noise_floor(noise_floor)),
        )
        for number, level in enumerate(at)
    )
    return Group(tuple(lines), found.statements)


def _differences(found: LevelComparison, level: int, noise: float) -> tuple[Difference, ...]:
    return tuple(
        Difference(known(difference), known(low), known(high), int(shared), _settled(difference, low, high, noise))
        for difference, low, high, shared in zip(
            found.difference[:, level], found.low[:, level], found.high[:, level], found.shared[:, level], strict=True
        )
    )


def _settled(difference: float, low: float, high: float, noise: float) -> int:
    # A comparison with NaN is false: what is unknown is open.
    if abs(difference) < noise:
        return 0
    return int(low > 0) - int(high < 0)


def _contenders(head: ReleaseHead) -> QuerySet[ReleaseRow]:
    return ReleaseRow.objects.filter(release=head.release).select_related("submission").order_by("position")


def _with_ranks(rows: QuerySet[ReleaseRow]) -> list[Contender]:
    listed = list(rows)
    overall = {score.row_id: score for score in ReleaseScore.objects.filter(row__in=listed, **OVERALL._asdict())}
    return [_contender(row, overall.get(row.pk)) for row in listed]


def _contender(row: ReleaseRow, overall: ReleaseScore | None) -> Contender:
    ranks = (overall.rank, overall.rank_low, overall.rank_high) if overall else (None, None, None)
    return Contender(
        row.submission.generator_id,
        row.submission_id,
        row.kind,
        row.generator_name,
        row.organisation,
        row.unranked_reason,
        row.withdrawn_at is not None,
        *ranks,
    )
