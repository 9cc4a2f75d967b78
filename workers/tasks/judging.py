"""Stage 3: claim a picture's owed calls → call the judge → record."""

from __future__ import annotations

import logging

from celery import shared_task

from leaderboard.domain.images.faults import ImageFault
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.files.reading import LostFile, StorageAway
from leaderboard.logs import context
from leaderboard.models import JudgedImage
from leaderboard.pipeline.judging.judging import JudgeClaim, claim_judging, give_back_message, record_judgements
from leaderboard.pipeline.judging.unread import record_undecodable, record_unread
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.heartbeat import extending_lease
from workers.clients.judge.asking import Away, Question
from workers.clients.judge.gate import JudgeGate
from workers.clients.judge.settling import delay_s, retry_delay_s, settled
from workers.judging import judges
from workers.judging.asking import ask_all
from workers.judging.ending import is_ending
from workers.process.decoding import prepare_stored
from workers.process.event_loop import wait_for
from workers.process.outages import outlasting

log = logging.getLogger(__name__)

NO_JUDGE = "no judge uses this profile at the moment"


@shared_task(name=queue.JUDGE)
def judge_image(*, key: int) -> None:
    """Have one picture judged, with one call per dimension that is still owed."""
    if is_ending():
        give_back_message(key)
        return
    claim = outlasting(claim_judging, key)
    if claim is None:
        return
    context.bind(submission=claim.submission_id, stage="judging")
    profile = judges.frozen_profile(claim.profile_id)
    with extending_lease(JudgedImage, claim.token), judges.pool().lend(claim.profile_sha256) as gate:
        if gate is None:
            _wait_for_a_judge(claim)
            return
        try:
            image = prepare_stored(claim.picture, profile.image)
        except (LostFile, StorageAway) as error:
            outlasting(record_unread, claim, error)
            return
        except ImageFault as fault:  # it was checked when it was stored
            outlasting(record_undecodable, claim, fault)
            return
        question = Question(profile, claim.prompt, image)
        outcomes = wait_for(ask_all(gate, question, claim.dimensions))
        _record(claim, outcomes, gate, distorted=image.distorted)


def _wait_for_a_judge(claim: JudgeClaim) -> None:
    """There is no judge for the profile. The first one that comes wakes all pictures that wait for one."""
    outlasting(
        record_judgements,
        claim,
        [],
        distorted=False,
        waiting_for=NO_JUDGE,
        retry_in_s=retry_delay_s(None, claim.attempt),
        counted=False,
    )


def _record(claim: JudgeClaim, outcomes: list[JudgeOutcome | Away], gate: JudgeGate, *, distorted: bool) -> None:
    if is_ending():
        _give_back(claim, outcomes, gate, distorted=distorted)
        return
    recorded, away = settled(outcomes, claim.broken_tries + 1)
    outlasting(
        record_judgements,
        claim,
        recorded,
        distorted=distorted,
        waiting_for=next((fault.reason for fault in away if not fault.is_passed_on), ""),
        retry_in_s=max((delay_s(fault, claim.attempt) for fault in away), default=0.0),
        broke=any(fault.judge_is_well for fault in outcomes if isinstance(fault, Away)),
        server=gate.name,
        engine_version=gate.engine_version,
    )


def _give_back(claim: JudgeClaim, outcomes: list[JudgeOutcome | Away], gate: JudgeGate, *, distorted: bool) -> None:
    """Record what was answered before the worker had to end; the rest is due at once, for another worker."""
    answered = [outcome for outcome in outcomes if isinstance(outcome, JudgeOutcome)]
    record_judgements(
        claim,
        answered,
        distorted=distorted,
        waiting_for="",
        retry_in_s=0.0,
        server=gate.name,
        engine_version=gate.engine_version,
        counted=bool(answered),  # the second attempt looks for what the first one recorded
    )
