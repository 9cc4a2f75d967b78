"""Stage 5: the standings of one board, in memory, from all its public submissions."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Count, QuerySet

from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.ranking.standings import OVERALL_COLUMN, Entry, Standing, standings
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.models import Board, GeneratedImage, Judgement, Prompt, Repeatability, Submission, SubmissionScore

_BOUND_OVER_MEAN = 2.46
"""The 95% bound of a normal variable's absolute value, divided by its mean: 1.96 / √(2/π)."""


def board_submissions(board: Board) -> QuerySet[Submission]:
    """The submissions listed on a board: each generator's newest public one, withdrawn or not.

    One that operators have unlisted or taken down is not listed, and no older one takes its place.
    """
    newest = (
        Submission.objects.filter(
            suite=board.suite_id,
            judge_profile=board.judge_profile_id,
            languages__contains=[board.language],
            public_at__isnull=False,
        )
        .order_by("generator_id", "-public_at", "-id")
        .distinct("generator_id")
    )
    return (
        Submission.objects.filter(
            pk__in=newest.values("pk"),
            unlisted_at__isnull=True,
            taken_down_at__isnull=True,
            generator__unlisted_at__isnull=True,
        )
        .order_by("generator_id")
        .select_related("generator", "suite", "judge_profile", "generation_settings")
    )


def board_columns(board: Board) -> list[str]:
    """The overall score and the dimensions of the profile's rubric, in the order of the board's columns."""
    return [OVERALL_COLUMN, *board.judge_profile.frozen.protocol.rubric.dimensions]


def board_standings(
    board: Board, submissions: Sequence[Submission], scores: FloatArray, noise_floor: Mapping[str, float]
) -> list[Standing]:
    """Rank the submissions by their judged-scope means, which are not rounded.

    Args:
        scores: [submissions, prompts, columns].
    """
    seed = seed_of(board, [submission.pk for submission in submissions])
    entries = board_entries(board, submissions)
    return standings(entries, scores, board_columns(board), seed=seed, noise_floor=noise_floor)


def board_entries(board: Board, submissions: Sequence[Submission]) -> list[Entry]:
    """The submissions with their planned and judged calls on a board, which need not be stored."""
    submission_ids = [submission.pk for submission in submissions]
    planned = {rule: _planned_calls(board, rule) for rule in {submission.practice_rule for submission in submissions}}
    excluded = _excluded_calls(board, submission_ids)
    judged = _judged_calls(board, submission_ids)
    return [
        Entry(
            str(s.pk),
            planned[s.practice_rule] * s.pictures_per_prompt - excluded.get(s.pk, 0),
            judged.get(s.pk, 0),
            withdrawn=s.withdrawn_at is not None,
        )
        for s in submissions
    ]


def seed_of(board: Board, submission_ids: Sequence[int]) -> int:
    """The seed of the bootstrap.

    It follows from what is ranked, so nobody can choose it and anyone can recompute it.
    """
    text = f"{board.slug} {' '.join(map(str, sorted(submission_ids)))}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


def noise_floor(board: Board, *, prompts: int | None = None) -> dict[str, float]:
    """The judge's noise floor per column, in points; empty if the judge's noise was never measured.

    Args:
        prompts: of how many prompts scores are compared; by default all of the board's suite.

    It is derived from the mean change of a whole set's score between calls made alone and calls made among many
    (pipeline/judging/repeatability.py). 95% of such changes are below 2.46 times their mean, and the mean change of a
    larger set shrinks with the square root of its size.
    """
    measurement = Repeatability.objects.filter(judge_profile=board.judge_profile_id).first()
    if prompts is None:
        prompts = Prompt.objects.filter(suite=board.suite_id).count()
    if measurement is None or not prompts:
        return {}
    factor = _BOUND_OVER_MEAN * math.sqrt(len(measurement.pictures) / prompts)
    return {name or OVERALL_COLUMN: factor * whole_set for name, _, whole_set in measurement.report["across"]["levels"]}


def shared_prompts(submissions: Sequence[Submission]) -> int | None:
    """How many prompts of one suite all of them have; None if that is the whole suite."""
    rules = [submission.practice_rule for submission in submissions if submission.practice_rule is not None]
    return min((len(submissions[0].suite.practice(rule).keys) for rule in rules), default=None)


def target_means(board: Board, submission_ids: Sequence[int]) -> dict[int, dict[ScorePath, float]]:
    """The target-scope means of every level that has one, by submission and level."""
    rows = SubmissionScore.objects.filter(
        submission__in=submission_ids, judge_profile=board.judge_profile_id, language=board.language, scope=Scope.TARGET
    ).values_list("submission_id", "mean", *ScorePath._fields)
    means: dict[int, dict[ScorePath, float]] = {}
    for submission_id, mean, *names in rows.iterator(chunk_size=5000):
        means.setdefault(submission_id, {})[ScorePath(*names)] = mean
    return means


def _planned_calls(board: Board, practice_rule: int | None) -> int:
    """How many judge calls a picture of every prompt needs on this board, or of every one in the practice subset."""
    rubric = board.judge_profile.frozen.protocol.rubric
    prompts = Prompt.objects.filter(suite=board.suite_id)
    if practice_rule is not None:
        prompts = prompts.filter(key__in=board.suite.practice(practice_rule).keys)
    return sum(len(rubric.active_dimensions(prompt.target_facets)) for prompt in prompts)


def _excluded_calls(board: Board, submission_ids: Sequence[int]) -> dict[int, int]:
    """How many planned calls do not count, because operators excluded their picture, by submission."""
    rubric = board.judge_profile.frozen.protocol.rubric
    excluded = GeneratedImage.objects.filter(
        submission__in=submission_ids, language=board.language, excluded_at__isnull=False
    )
    calls: Counter[int] = Counter()
    for image in excluded.select_related("prompt"):
        calls[image.submission_id] += len(rubric.active_dimensions(image.prompt.target_facets))
    return calls


def _judged_calls(board: Board, submission_ids: Sequence[int]) -> dict[int, int]:
    """How many judge calls gave verdicts, by submission."""
    with_verdicts = [status.value for status in JudgementStatus if status.has_verdicts]
    rows = (
        Judgement.objects.filter(
            judging__submission__in=submission_ids,
            judging__judge_profile=board.judge_profile_id,
            judging__image__language=board.language,
            judging__image__excluded_at__isnull=True,
            status__in=with_verdicts,
        )
        .values_list("judging__submission_id")
        .annotate(calls=Count("id"))
    )
    return dict(rows)
