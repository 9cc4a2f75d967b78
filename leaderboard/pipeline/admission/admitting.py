"""Admits submissions in the order of their shares, as many as keep the judges busy for a while."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from leaderboard.domain.admission import turns
from leaderboard.domain.admission.turns import WaitingRun
from leaderboard.domain.stages import Stage
from leaderboard.models import Admission, EndpointRun, Kind, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.admission.gaps import close_gaps
from leaderboard.pipeline.admission.running import OwnedRun, running_runs
from leaderboard.pipeline.admission.state import WAITING, locked, move_clock, pace
from leaderboard.pipeline.generation.offering import offer_generation
from leaderboard.pipeline.work import offers, transitions
from leaderboard.pipeline.work.capacity import judges_at_work

log = logging.getLogger(__name__)

_LOOKED_AT = 200
"""How many waiting submissions are considered; more are never admitted at a time."""


def waiting_profiles() -> list[int]:
    """The judge profiles for which submissions wait."""
    return list(
        Submission.objects.filter(WAITING).order_by("judge_profile").values_list("judge_profile", flat=True).distinct()
    )


@transaction.atomic
def admit(profile_id: int) -> int:
    """Admit the submissions that a judge profile has room for; returns how many. Call it when one has ended.

    The sweeper also calls it, because single judgements make room, too.
    """
    if not Submission.objects.filter(WAITING, judge_profile=profile_id).exists():
        return 0
    state = locked(profile_id)
    runs = running_runs(profile_id)
    move_clock(state, runs)
    close_gaps(state)
    return admit_locked(state, runs)


def admit_locked(state: Admission, runs: Sequence[OwnedRun]) -> int:
    """Admit in a transaction that holds the state's lock.

    Args:
        runs: all that are running.
    """
    # One locked by another transaction may be ending.
    waiting = (
        Submission.objects.filter(WAITING, judge_profile=state.pk)
        .select_for_update(no_key=True, skip_locked=True)
        .order_by("share_end", "pk")[:_LOOKED_AT]
    )
    keys = turns.admitted(
        [owned.run for owned in runs],
        [
            WaitingRun(row.share_end or 0, row.pk, row.judge_calls or 0, _generates(row))
            for row in waiting.only("share_end", "judge_calls", "kind", "pictures_of")
        ],
        calls_an_hour=pace(state) * max(1, judges_at_work(state.pk)),
        ahead_s=settings.SALON_ADMISSION_AHEAD_S,
    )
    _let_in(keys)
    return len(keys)


def _generates(row: Submission) -> bool:
    """Whether its pictures have to be fetched from an endpoint."""
    return row.kind == Kind.ENDPOINT and row.pictures_of_id is None


@transaction.atomic
def admit_now(submission: Submission) -> bool:
    """Admit a waiting submission before all others, and have it judged first; False if it no longer waits."""
    state = locked(submission.judge_profile_id)
    waiting = Submission.objects.filter(WAITING, pk=submission.pk)
    if not waiting.update(share_start=state.clock, share_end=state.clock):
        return False
    _let_in([submission.pk])
    return True


def _let_in(submission_ids: Sequence[int]) -> None:
    if not submission_ids:
        return
    waiting = Submission.objects.filter(pk__in=submission_ids)
    waiting.update(admitted_at=Now(), **transitions.entering(Stage.GENERATION))
    log.info("admitted: submissions %s", ", ".join(map(str, submission_ids)))
    transaction.on_commit(lambda: _begin(submission_ids), robust=True)


def _begin(submission_ids: Sequence[int]) -> None:
    """Start calling the endpoints, and judging the pictures of bundles."""
    origins = list(EndpointRun.objects.filter(submission__in=submission_ids).values_list("submission", "origin"))
    if origins:
        offer_generation({origin for _, origin in origins})
    for submission_id in set(submission_ids) - {submission_id for submission_id, _ in origins}:
        transitions.advance(submission_id)
        offers.offer_next(submission_id)
