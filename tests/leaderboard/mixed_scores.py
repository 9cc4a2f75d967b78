"""Submissions whose scores are no round numbers, and differ between the scopes."""

from __future__ import annotations

from itertools import cycle

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.stages import Stage
from leaderboard.models import Generator, Judgement, Submission
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.work import leases
from tests.factories import judge_all, running_submission


def mixed_submission(
    *verdicts: Verdict, generator: Generator | None = None, without: str = "", lost: int = 0
) -> Submission:
    """A scored submission whose verdicts take turns.

    Args:
        without: a dimension in which no facet applies, so that it has no score.
        lost: how many judgements could not be read.
    """
    submission = running_submission(generator=generator)
    judge_all(submission)
    turn = cycle(verdicts or (2, 1, 1, 0, 2, None, 1))
    judgements = list(Judgement.objects.filter(judging__submission=submission).order_by("id"))
    for judgement in judgements:
        none = judgement.dimension == without
        judgement.verdicts = [[*names, None if none else next(turn)] for *names, _verdict in judgement.verdicts]
    for judgement in judgements[:lost]:
        judgement.status, judgement.verdicts = "truncated", []
    Judgement.objects.bulk_update(judgements, ["verdicts", "status"])
    Submission.objects.filter(pk=submission.pk).update(stage=Stage.SCORING)
    token = leases.claim(Submission.objects.filter(pk=submission.pk))
    assert token is not None
    assert scoring.score_submission(Submission.objects.get(pk=submission.pk), token)
    return Submission.objects.get(pk=submission.pk)
