"""Reads of a release's scores on every level, row by row, without holding a whole release in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db.models import F, QuerySet

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import ReleaseRow, ReleaseScore
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.rubric import rubric_of

_AT_A_TIME = 2000


def has_levels(head: ReleaseHead) -> bool:
    """Whether the release has scores below the dimensions; early releases do not."""
    return ReleaseScore.objects.filter(row__release=head.release).exclude(sub_capability="").exists()


def level_paths(head: ReleaseHead) -> tuple[ScorePath, ...]:
    """Every level of the rubric, in the order in which they are sealed."""
    return rubric_of(head.board).levels


def scores_by_row(head: ReleaseHead, row: ReleaseRow | None = None) -> Iterator[list[ReleaseScore]]:
    """Each row's scores in the order of the rubric's levels; rows in the release's order, without those that have none.

    Args:
        row: yield the scores of this row only.
    """
    order = {path: place for place, path in enumerate(level_paths(head))}
    scores = _scores(head).order_by("row__position")
    if row is not None:
        scores = scores.filter(row=row)
    for _, of_row in groupby(scores.iterator(chunk_size=_AT_A_TIME), key=lambda score: score.row_id):
        yield sorted(of_row, key=lambda score: order.get(score.path, len(order)))


def scores_on_facet(head: ReleaseHead, facet: FacetPath) -> Iterator[ReleaseScore]:
    """Every row's score on one facet, best first, scores without a rank last."""
    scores = _scores(head).filter(**facet._asdict())
    yield from scores.order_by(F("rank").asc(nulls_last=True), "row__position").iterator(chunk_size=_AT_A_TIME)


def submissions_of(head: ReleaseHead) -> Sequence[int]:
    """The id of every row's submission, in the release's order."""
    return list(
        ReleaseRow.objects.filter(release=head.release).order_by("position").values_list("submission_id", flat=True)
    )


def _scores(head: ReleaseHead) -> QuerySet[ReleaseScore]:
    return ReleaseScore.objects.filter(row__release=head.release).select_related("row__submission")
