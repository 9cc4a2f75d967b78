"""Two to four models of a release against each other: the only page for which something is computed.

The result follows from the release and the score matrices, which never change, so the page can be cached.
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
_SELECTABLE = 200


@dataclass(frozen=True, slots=True)
class Contender:
    """A model of the release, as it was then. Ranks are None if it has none."""

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
    """The first model minus another one at a level, in points; None where unknown.

    ``settled``: 1 if the first model scores reliably higher, -1 if the other one does, 0 if neither does.
    """

    difference: float | None
    low: float | None
    high: float | None
    shared: int
    settled: int


@dataclass(frozen=True, slots=True)
class ComparedLevel:
    """One level: every model's mean, and the first model's difference from each of the others."""

    path: ScorePath
    means: tuple[float | None, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """Levels that are read together: the intervals of its ``statements`` hold at once with 95% confidence."""

    levels: tuple[ComparedLevel, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The models in the reader's order, at overall and the dimensions, at the sub-capabilities and at the facets.

    ``scores`` is [models, prompts, levels] with the levels of ``levels`` and the prompts in the suite's order.
    """

    contenders: tuple[Contender, ...]
    levels: tuple[ScorePath, ...]
    scores: FloatArray
    columns: LevelGroup
    sub_capabilities: LevelGroup
    facets: LevelGroup

    def prompts_by_difference(self, path: ScorePath) -> list[int]:
        """The prompts' places in the suite, from 0; those at which the models' scores of a level differ most first."""
        return differ_most(self.scores[:, :, self.levels.index(path)])


def find_contenders(head: ReleaseHead, generator_ids: Sequence[int]) -> list[Contender]:
    """The generators that the release lists, in the order given; others are left out."""
    rows = _rows(head).filter(submission__generator__in=generator_ids)
    contenders = {contender.generator_id: contender for contender in _with_ranks(rows)}
    return [contenders[generator_id] for generator_id in generator_ids if generator_id in contenders]


def candidates(head: ReleaseHead, words: str, without: Iterable[int]) -> list[Contender]:
    """The first models of the ranking whose name or organisation contains all the words, without withdrawn ones."""
    rows = _rows(head).filter(withdrawn_at__isnull=True).exclude(submission__generator__in=list(without))
    for word in words.split():
        rows = rows.filter(Q(generator_name__icontains=word) | Q(organisation__icontains=word))
    return _with_ranks(rows[:_SUGGESTED])


def selectable(head: ReleaseHead, chosen: Sequence[int]) -> list[tuple[int, str]]:
    """Numbers and names of the first models of the ranking, without withdrawn ones; those chosen are among them."""
    rows = _rows(head).filter(withdrawn_at__isnull=True)
    listed = list(rows.values_list("submission__generator", "generator_name")[:_SELECTABLE])
    missing = set(chosen) - {generator_id for generator_id, _name in listed}
    if missing:
        listed += rows.filter(submission__generator__in=missing).values_list("submission__generator", "generator_name")
    return listed


def compare_models(head: ReleaseHead, contenders: Sequence[Contender]) -> Comparison | None:
    """The first model against each of the others; None if the scores of one of them were not stored by prompt."""
    levels = rubric_of(head.board).levels
    submission_ids = [contender.submission_id for contender in contenders]
    matrices = stored_scores(submission_ids, head.board.language, len(levels))
    if len(contenders) < 2 or any(submission_id not in matrices for submission_id in submission_ids):
        return None
    scores = np.stack([matrices[submission_id] for submission_id in submission_ids])
    return Comparison(tuple(contenders), levels, scores, *_groups(levels, scores, head.noise_floor))


def _groups(levels: Sequence[ScorePath], scores: FloatArray, noise_floor: Mapping[str, float]) -> list[LevelGroup]:
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
) -> LevelGroup:
    """The levels at these places."""
    comparison = compare_levels(scores[0][:, at], scores[1:, :, at])
    compared = (
        ComparedLevel(
            levels[level],
            tuple(known(mean) for mean in of_models[:, level]),
            _differences(comparison, number, levels[level].noise_floor(noise_floor)),
        )
        for number, level in enumerate(at)
    )
    return LevelGroup(tuple(compared), comparison.statements)


def _differences(comparison: LevelComparison, level: int, noise: float) -> tuple[Difference, ...]:
    return tuple(
        Difference(known(difference), known(low), known(high), int(shared), _settled(difference, low, high, noise))
        for difference, low, high, shared in zip(
            comparison.difference[:, level],
            comparison.low[:, level],
            comparison.high[:, level],
            comparison.shared[:, level],
            strict=True,
        )
    )


def _settled(difference: float, low: float, high: float, noise: float) -> int:
    # Every comparison with NaN is false, so what is unknown is open.
    if abs(difference) < noise:
        return 0
    return int(low > 0) - int(high < 0)


def _rows(head: ReleaseHead) -> QuerySet[ReleaseRow]:
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
