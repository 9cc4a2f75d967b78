"""Two to four models of a release, or submissions outside of any, against each other.

That of a release follows from it and the score matrices, which never change, so the page can be cached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from leaderboard.domain.ranking.comparison import differ_most
from leaderboard.domain.ranking.level_groups import ComparedLevel, Difference, LevelGroup, level_groups
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.models import ReleaseRow, ReleaseScore, Submission
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.rubric import rubric_of

MOST_MODELS = 4
__all__ = [
    "MOST_MODELS",
    "ComparedLevel",
    "Comparison",
    "Contender",
    "Difference",
    "LevelGroup",
    "candidates",
    "compare_models",
    "comparison_of",
    "find_contenders",
    "selectable",
    "submission_contenders",
]
_SUGGESTED = 8
_SELECTABLE = 200


@dataclass(frozen=True, slots=True)
class Contender:
    """A model of the release, as it was then, or a submission, with ``samples`` pictures per prompt.

    Ranks are None if it has none.
    """

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
    samples: int = 1


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
    return comparison_of(contenders, levels, scores, head.noise_floor)


def comparison_of(
    contenders: Sequence[Contender], levels: Sequence[ScorePath], scores: FloatArray, noise_floor: Mapping[str, float]
) -> Comparison:
    """The first contender against each of the others.

    Args:
        scores: [contenders, prompts, levels], NaN for missing.
    """
    return Comparison(tuple(contenders), tuple(levels), scores, *level_groups(levels, scores, noise_floor))


def submission_contenders(submissions: Sequence[Submission], *, shows_labels: bool) -> list[Contender]:
    """Submissions that are compared outside of any release; their names hold the number, and the label if it is shown.

    Generators should be loaded.
    """
    return [
        Contender(
            generator_id=submission.generator_id,
            submission_id=submission.pk,
            kind=submission.kind,
            name=_submission_name(submission, shows_labels=shows_labels),
            organisation=submission.generator.organisation,
            unranked_reason="",
            is_withdrawn=submission.withdrawn_at is not None,
            samples=submission.pictures_per_prompt,
        )
        for submission in submissions
    ]


def _submission_name(submission: Submission, *, shows_labels: bool) -> str:
    label = submission.label if shows_labels else ""
    return f"{submission.generator.name} #{submission.pk}" + (f" · {label}" if label else "")


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
        samples=row.submission.pictures_per_prompt,
    )
