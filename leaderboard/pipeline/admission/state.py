"""The row of a judge profile that admission locks, with the clock's position and the judges' pace."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max, Q

from leaderboard.domain.admission.pace import ASSUMED_CALLS_AN_HOUR
from leaderboard.domain.admission.shares import clock_now
from leaderboard.domain.stages import Stage
from leaderboard.models import Admission, Outcome, Submission
from leaderboard.pipeline.admission.running import OwnedRun

WAITING = Q(outcome=Outcome.RUNNING, stage=Stage.SUBMISSION, waiting_since__isnull=False)
"""Submissions that wait for admission."""


def locked(profile_id: int) -> Admission:
    """The state of a judge profile, locked until the transaction ends, so that only one process admits at a time."""
    return Admission.objects.select_for_update().get_or_create(judge_profile_id=profile_id)[0]


def move_clock(state: Admission, runs: Sequence[OwnedRun]) -> None:
    """Move the clock to the share that is served now.

    Args:
        state: locked.
        runs: all that are running.
    """
    clock = clock_of(state, runs)
    if clock != state.clock:
        state.clock = clock
        state.save(update_fields=["clock"])


def clock_of(state: Admission, runs: Sequence[OwnedRun]) -> int:
    """The clock's current position, given all running submissions."""
    last_end = 0 if runs else _last_end(state.pk)
    served = (owned.share_start for owned in runs if owned.run.ready and owned.share_start is not None)
    return clock_now(state.clock, served=served, is_idle=not runs, last_end=last_end)


def pace(state: Admission | None) -> float:
    """Calls per hour of one judge, measured or assumed."""
    return (state.calls_an_hour if state else None) or ASSUMED_CALLS_AN_HOUR


def _last_end(profile_id: int) -> int:
    admitted = Submission.objects.filter(judge_profile=profile_id, admitted_at__isnull=False, share_end__isnull=False)
    return admitted.aggregate(last=Max("share_end"))["last"] or 0
