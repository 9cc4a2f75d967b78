"""Whether there is a worker for what a submission needs next."""

from __future__ import annotations

from leaderboard.domain.stages import Stage
from leaderboard.models import Kind, Outcome
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.workers import Absence, absence
from leaderboard.queries.submissions import SubmissionProgress

_QUEUES = {
    Stage.GENERATION.value: queue.GENERATION,
    Stage.JUDGING.value: queue.JUDGING,
    Stage.SCORING.value: queue.PIPELINE,
}


def missing_worker(progress: SubmissionProgress, *, is_waiting: bool) -> Absence | None:
    """The queue whose workers are missing; None while work goes on, or waits for its turn.

    Args:
        is_waiting: whether the submission waits for its admission.
    """
    name = _needed(progress)
    return absence(name) if name and not is_waiting else None


def _needed(progress: SubmissionProgress) -> str | None:
    if progress.outcome != Outcome.RUNNING:
        return queue.PUBLISHING if progress.live else None
    if progress.stage == Stage.SUBMISSION:
        return queue.INTAKE if progress.kind == Kind.BUNDLE else queue.PIPELINE
    return _QUEUES.get(progress.stage)
