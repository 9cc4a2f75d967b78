"""Stage 5: the standings of one board, in memory, from all its public submissions."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from leaderboard.domain.ranking import OVERALL, Entry, Standing, standings
from leaderboard.domain.scoring import Scope
from leaderboard.domain.verdicts import JudgementStatus
from leaderboard.models import Board, Judgement, Prompt, Submission, SubmissionScore


def public_submissions(board: Board) -> QuerySet[Submission]:
    """The submissions that stand on a board: each generator's newest public one."""
    return (
        Submission.objects.filter(
            suite=board.suite_id,
            judge_profile=board.judge_profile_id,
            languages__contains=[board.language],
            public_at__isnull=False,
        )
        .order_by("generator_id", "-public_at", "-id")
        .distinct("generator_id")
        .select_related("generator")
    )


def board_columns(board: Board) -> list[str]:
    """Overall and the dimensions of the profile's rubric."""
    return [OVERALL, *board.judge_profile.frozen.protocol.rubric.dimensions]


def board_standings(board: Board, submissions: list[Submission]) -> list[Standing]:
    """Rank the submissions by their judged-scope means at full precision."""
    keys = [submission.pk for submission in submissions]
    means = column_means(board, keys, Scope.JUDGED)
    planned = _planned_calls(board)
    judged = _judged_calls(board, keys)
    return standings(
        (Entry(str(key), means.get(key, {}), planned, judged.get(key, 0)) for key in keys),
        board_columns(board),
    )


def column_means(board: Board, keys: list[int], scope: Scope) -> dict[int, dict[str, float | None]]:
    """Overall and dimension means by submission; OVERALL is the empty name."""
    rows = SubmissionScore.objects.filter(
        submission__in=keys,
        judge_profile=board.judge_profile_id,
        language=board.language,
        scope=scope,
        sub_capability="",
    )
    means: dict[int, dict[str, float | None]] = {}
    for key, dimension, mean in rows.values_list("submission_id", "dimension", "mean"):
        means.setdefault(key, {})[dimension] = mean
    return means


def _planned_calls(board: Board) -> int:
    """Judge calls that a complete submission makes on this board."""
    rubric = board.judge_profile.frozen.protocol.rubric
    prompts = Prompt.objects.filter(suite=board.suite_id)
    return sum(len(rubric.active_dimensions(prompt.target_facets)) for prompt in prompts)


def _judged_calls(board: Board, keys: list[int]) -> dict[int, int]:
    with_verdicts = [status.value for status in JudgementStatus if status.has_verdicts]
    rows = (
        Judgement.objects.filter(
            judging__submission__in=keys,
            judging__judge_profile=board.judge_profile_id,
            judging__image__language=board.language,
            status__in=with_verdicts,
        )
        .values_list("judging__submission_id")
        .annotate(calls=Count("id"))
    )
    return dict(rows)
