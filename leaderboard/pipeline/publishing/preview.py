"""Where a private submission would stand on its boards: its means among published ones. Nothing is ranked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from leaderboard.domain.ranking.placement import Placement, placement
from leaderboard.domain.ranking.standings import OVERALL_COLUMN, unranked_reason
from leaderboard.domain.scoring.intervals import half_width
from leaderboard.domain.scoring.scores import Mean, Scope
from leaderboard.models import Board, Release, ReleaseRow, ReleaseScore, Submission, SubmissionScore
from leaderboard.pipeline.publishing.ranking import board_columns, board_entries


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column of the board ("" is the overall); ``place`` is None where the submission has no score or no rank."""

    column: str
    mean: float | None
    place: Placement | None


@dataclass(frozen=True, slots=True)
class BoardPreview:
    """What one board would show.

    - ``release``: the one that it was compared with; None for a board that is opened by this submission.
    - ``replaces``: the generator's submission in that release, whose place it takes.
    - ``unranked_reason``: as in a release; "" if it would be ranked. Its judgements are those of a release row.
    """

    language: str
    release: Release | None
    replaces: int | None
    unranked_reason: str
    planned_judgements: int
    judged_judgements: int
    columns: list[ColumnPreview]


def previews(submission: Submission) -> list[BoardPreview]:
    """One per language of a scored submission, in six queries each, however many models the board has."""
    return [_preview(submission, language) for language in submission.languages]


def _preview(submission: Submission, language: str) -> BoardPreview:
    board = _board(submission, language)
    release = board.releases.defer("content").order_by("-number").first() if board.pk else None
    scores = _means(submission, language)
    entry = board_entries(board, [submission])[0]
    overall = scores.get(OVERALL_COLUMN)
    reason = unranked_reason(entry, overall.value if overall else math.nan)
    others = _published(release, submission) if release else {}
    return BoardPreview(
        language=language,
        release=release,
        replaces=_replaced(release, submission) if release else None,
        unranked_reason=reason,
        planned_judgements=entry.planned,
        judged_judgements=entry.judged,
        columns=[_column(column, scores.get(column), others, is_ranked=not reason) for column in board_columns(board)],
    )


def _column(column: str, score: Mean | None, others: dict[str, list[float]], *, is_ranked: bool) -> ColumnPreview:
    if score is None:
        return ColumnPreview(column, None, None)
    place = placement(score.value, half_width(score), others.get(column, []))
    return ColumnPreview(column, score.value, place if is_ranked else None)


def _board(submission: Submission, language: str) -> Board:
    """The board as it is, or as it would be opened."""
    of = {"suite": submission.suite, "judge_profile": submission.judge_profile, "language": language}
    return Board.objects.filter(**of).first() or Board(**of)


def _means(submission: Submission, language: str) -> dict[str, Mean]:
    rows = SubmissionScore.objects.filter(
        submission=submission,
        judge_profile=submission.judge_profile_id,
        language=language,
        scope=Scope.JUDGED,
        sub_capability="",
    )
    return {row.dimension: Mean(row.mean, row.images, row.standard_error) for row in rows}


def _published(release: Release, submission: Submission) -> dict[str, list[float]]:
    """The means of the other models that are ranked in a release, by column."""
    scores = ReleaseScore.objects.filter(
        row__release=release, sub_capability="", facet="", rank__isnull=False, mean__isnull=False
    ).exclude(row__submission__generator=submission.generator_id)
    means: dict[str, list[float]] = {}
    for column, mean in scores.values_list("dimension", "mean"):
        means.setdefault(column, []).append(mean or 0.0)
    return means


def _replaced(release: Release, submission: Submission) -> int | None:
    rows = ReleaseRow.objects.filter(release=release, submission__generator=submission.generator_id)
    return rows.values_list("submission", flat=True).first()
