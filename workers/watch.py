"""Watching the judges: each is compared with the site's profile at once, and tries its canary pictures now and then.

Runs in every judging worker, beside its work. What is found is shared through the database: a judge that drifts gets
no work from any worker.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from celery.signals import worker_ready
from django.conf import settings
from django.db import DatabaseError

from leaderboard.domain.messages import Priority
from leaderboard.domain.repeatability import drifted, set_means
from leaderboard.models import JudgeProfile, Repeatability
from leaderboard.pipeline import judge_watch, queue, repeatability
from workers import judges
from workers.clients.judge_gate import JudgeGate
from workers.event_loop import in_thread, start
from workers.repeating import Judged, RoundBroken, judge_round, prepare_pictures

log = logging.getLogger(__name__)

_EVERY_S = 5.0
_PICTURES_AT_ONCE = 4


@worker_ready.connect
def start_watching(sender: Any, **_: object) -> None:
    """Where the worker that has just started takes judging work, watch its judges until it ends."""
    if queue.JUDGING in sender.app.amqp.queues.consume_from and settings.SALON_JUDGE_URLS:
        start(_watch())


async def _watch() -> None:
    while True:
        try:
            await look_after_judges()
        except DatabaseError as error:
            log.warning("the judges were not looked after: %s", error)
        await asyncio.sleep(_EVERY_S)


async def look_after_judges() -> None:
    """Once: compare judges with the site's profile where that is due, try canaries where they are, note drifts."""
    profile = await in_thread(judge_watch.site_profile)
    if profile is not None:
        await asyncio.gather(*(_look_after(gate, profile) for gate in judges.pool().gates))


async def _look_after(gate: JudgeGate, profile: JudgeProfile) -> None:
    if await gate.mismatch(profile.frozen):
        return
    if await in_thread(judge_watch.claim_canary, gate.name, profile):
        await _try_canary(gate, profile)
    gate.drift = await in_thread(judge_watch.attend, gate.name, profile)


async def _try_canary(gate: JudgeGate, profile: JudgeProfile) -> None:
    measured = await in_thread(repeatability.newest, profile)
    if measured is None:
        return  # there is nothing to hold it against; the operators' page says so
    try:
        judged = await _judged(gate, profile, measured)
    except RoundBroken as broken:
        log.warning("the canary of %s was broken off: %s", gate.name, broken)
        gate.rest()  # upon its return it is compared again, and its canary is due again
        return
    told = drifted(repeatability.canary_bands(measured), judged.verdicts)
    await in_thread(judge_watch.record_canary, gate.name, profile, set_means(judged.verdicts), told)


async def _judged(gate: JudgeGate, profile: JudgeProfile, measured: Repeatability) -> Judged:
    pictures = (await in_thread(repeatability.measured_pictures, measured))[: measured.canary_pictures]
    images = await in_thread(prepare_pictures, pictures, profile.frozen.image.max_side)
    return await judge_round(
        gate.judge, profile.frozen, pictures, images, at_once=_PICTURES_AT_ONCE, priority=Priority.CHECK
    )
