"""Watching the judges: each is compared with the site's profile, and judges its canary pictures regularly.

Runs in every judging worker. The results are shared through the database: a judge that drifts receives no work from
any worker.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from celery.signals import worker_ready

from leaderboard.domain.judging.messages import Priority
from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.domain.scoring.repeatability import drifted, set_means
from leaderboard.models import JudgeProfile, Repeatability
from leaderboard.pipeline.judging import incidents, repeatability, watch
from leaderboard.pipeline.loading import suites
from leaderboard.pipeline.work import queue
from workers.clients.judge.gate import JudgeGate
from workers.judging import judges
from workers.judging.ending import end_soon_on_sigterm
from workers.judging.repeating import JudgedRound, RoundBroken, judge_round, prepare_pictures
from workers.judging.roster import Roster
from workers.process.event_loop import in_thread, run_in_background

log = logging.getLogger(__name__)

_EVERY_S = 5.0
_PICTURES_AT_ONCE = 4

SILENT_S = 120.0
"""A judge that answers none of its open calls for so long has to prove that it still answers, or they are given up."""


@worker_ready.connect
def start_watching(sender: Any, **_: object) -> None:
    """Watch the judges until the worker ends, if it takes judging work."""
    queues = set(sender.app.amqp.queues.consume_from)
    if queue.JUDGING in queues:
        end_soon_on_sigterm(alone=queues == {queue.JUDGING})
        pool = judges.pool()
        for gate in pool.gates:
            run_in_background(_watch(gate))
        roster = Roster(pool, judges.new_gate, lambda gate: run_in_background(_watch(gate)))
        run_in_background(roster.keep_current())


async def _watch(gate: JudgeGate) -> None:
    while not gate.is_closed:
        try:
            if not gate.is_leaving:
                await look_after(gate)
        except Exception:  # after any error (a lost picture, no database) the judge stays watched
            log.exception("%s was not looked after", gate.name)
        await asyncio.sleep(_EVERY_S)


async def look_after(gate: JudgeGate) -> None:
    """Compare the judge with the site's profile if that is due, note its drift, and try its canary if that is due."""
    row = await in_thread(_profile_to_compare, gate.profile_sha256)
    if row is None:
        return
    gate.drift = await in_thread(watch.attend, gate.name, row.sha256)
    profile = await in_thread(judges.frozen_profile, row.pk)
    if not await gate.mismatch(profile):
        await _look_at_work(gate, profile)
    if await gate.mismatch(profile):
        return
    if gate.has_room:
        gate.has_room = False
        judges.pool().share_with(gate)
    if await in_thread(watch.claim_canary, gate.name, row):
        await _try_canary(gate, row, profile)
        gate.drift = await in_thread(watch.attend, gate.name, row.sha256)


def _profile_to_compare(announced_sha256: str) -> JudgeProfile | None:
    """The profile for which a judge was announced, the site's for one of JUDGE_URL; None if it is not loaded."""
    if not announced_sha256:
        return suites.site_profile()
    return JudgeProfile.objects.filter(sha256=announced_sha256).first()


async def _look_at_work(gate: JudgeGate, profile: FrozenProfile) -> None:
    """Notice while it is at work that a judge was replaced, that it hangs, or that it collapsed for another worker."""
    if not await gate.is_as_it_was():
        gate.rest()
    elif gate.judge.silent_s > SILENT_S:
        if await gate.is_to_blame(profile, time.monotonic() - gate.judge.silent_s):
            gate.judge.break_off()
    elif collapse := await in_thread(incidents.open_cause, gate.name, profile.sha256):
        await gate.suspect(profile, collapse)


async def _try_canary(gate: JudgeGate, row: JudgeProfile, profile: FrozenProfile) -> None:
    measured = await in_thread(repeatability.newest, row)
    if measured is None:
        return  # there is no measurement to compare with; the operators' page says so
    try:
        judged = await _judge_canary(gate, profile, measured)
    except RoundBroken as broken:
        log.warning("the canary of %s was broken off: %s", gate.name, broken)
        await in_thread(watch.postpone_canary, gate.name, row)
        return
    drifts = drifted(repeatability.canary_bands(measured), judged.verdicts)
    await in_thread(watch.record_canary, gate.name, row, set_means(judged.verdicts), drifts)


async def _judge_canary(gate: JudgeGate, profile: FrozenProfile, measured: Repeatability) -> JudgedRound:
    pictures = (await in_thread(repeatability.measured_pictures, measured))[: measured.canary_pictures]
    images = await in_thread(prepare_pictures, pictures, profile.image)
    return await judge_round(gate.judge, profile, pictures, images, at_once=_PICTURES_AT_ONCE, priority=Priority.CHECK)
