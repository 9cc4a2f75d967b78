"""Judging all pictures that are not judged yet, and recording each picture's judgements as soon as they are there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from leaderboard.domain.images.redraw import JudgeImage, prepare_for_judge
from leaderboard.domain.judging.records import judgement_record
from workers.clients.judge.asking import Away, Question, ask_all
from workers.clients.judge.settling import delay_s, settled
from workers.local.judges import JudgeUnfit, LocalJudge
from workers.local.state import State
from workers.local.work import LocalPicture, Work

PATIENCE_S = 600.0
"""Seconds without a single reply after which a judge that is away is no longer waited for."""

_PREPARING_AT_ONCE = 2
_CALLS_PER_PICTURE = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What is told while it happens.

    ``judged`` gets the number of calls that have ended since the last time, ``waits`` why calls have to wait.
    """

    judged: Callable[[int], object]
    waits: Callable[[str], object]


async def judge_all(work: Work, state: State, judge: LocalJudge, *, in_flight: int, told: Told) -> None:
    """Judge what is not recorded yet; returns when every call has a record.

    Raises:
        JudgeUnfit: when the judge does not match the profile, or has been away for PATIENCE_S.
        StateBroken: when a record cannot be written.
    """
    owed = [picture for picture in work.pictures if _owed(work, state, picture)]
    told.judged(work.calls - sum(len(_owed(work, state, picture)) for picture in owed))
    if not owed:
        return
    await judge.need_fit(work.profile)
    run = _Run(work, state, judge, told)
    # More pictures than this would only hold memory: each has up to 4 MB while its calls are made.
    places = asyncio.Semaphore(in_flight // _CALLS_PER_PICTURE + _PREPARING_AT_ONCE)
    with ThreadPoolExecutor(_PREPARING_AT_ONCE, "prepare") as threads:
        try:
            async with asyncio.TaskGroup() as group:
                for picture in owed:
                    await places.acquire()
                    task = group.create_task(run.judge_picture(picture, threads))
                    task.add_done_callback(lambda _: places.release())
        except* JudgeUnfit as errors:
            raise errors.exceptions[0] from None


class _Run:
    """One run: what is judged, by which judge, and when it last replied."""

    def __init__(self, work: Work, state: State, judge: LocalJudge, told: Told) -> None:
        self._work = work
        self._state = state
        self._judge = judge
        self._told = told
        self._waits_for = ""
        self._replied_at = time.monotonic()

    async def judge_picture(self, picture: LocalPicture, threads: ThreadPoolExecutor) -> None:
        """Make the calls of one picture until each has a record."""
        image = await asyncio.get_running_loop().run_in_executor(threads, self._prepared, picture)
        question = Question(self._work.profile, picture.text, image)
        attempt = broken = 0
        while owed := _owed(self._work, self._state, picture):
            attempt += 1
            outcomes = await ask_all(self._judge.gate, question, owed)
            recorded, away = settled(outcomes, broken + 1)
            self._state.record(
                self._work.asked(picture),
                [
                    judgement_record(
                        outcome,
                        attempt=attempt,
                        profile_sha256=self._work.profile.sha256,
                        server=self._judge.gate.name,
                        engine_version=self._judge.gate.engine_version,
                    )
                    for outcome in recorded
                ],
            )
            self._told.judged(len(recorded))
            broken += any(fault.judge_is_well for fault in outcomes if isinstance(fault, Away))
            if recorded:
                self._replied_at, self._waits_for = time.monotonic(), ""
            if away:
                self._need_patience(away[0])
                await asyncio.sleep(max(delay_s(fault, attempt) for fault in away))

    def _prepared(self, picture: LocalPicture) -> JudgeImage:
        preparation = self._work.profile.image
        return prepare_for_judge(picture.read(), max_side=preparation.max_side, upright=preparation.upright)

    def _need_patience(self, fault: Away) -> None:
        if self._judge.mismatches:
            lines = [item.line() for item in self._judge.mismatches]
            raise JudgeUnfit("\n".join([fault.reason, *lines]))
        if time.monotonic() - self._replied_at > PATIENCE_S:
            raise JudgeUnfit(f"no reply for {PATIENCE_S / 60:.0f} minutes: {fault.reason}")
        if fault.reason != self._waits_for:
            self._waits_for = fault.reason
            self._told.waits(fault.reason)


def _owed(work: Work, state: State, picture: LocalPicture) -> tuple[str, ...]:
    recorded = state.recorded(work.asked(picture))
    return tuple(dimension for dimension in picture.dimensions if dimension not in recorded)
