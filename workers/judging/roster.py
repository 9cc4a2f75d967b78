"""The current judges: those of JUDGE_URL, and those that have announced themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from django.db import Error as AnyDatabaseError

from leaderboard.domain.judging.announcement import EVERY_S, JudgeState
from leaderboard.pipeline.judging import announcements, watch
from leaderboard.pipeline.judging.announcements import KnownJudge
from workers.clients.judge.gate import JudgeGate
from workers.clients.judge.pool import JudgePool
from workers.process.event_loop import in_thread

log = logging.getLogger(__name__)

_TAKEN_OVER = "another one takes the work"
DRAINING = f"the judge is about to end; {_TAKEN_OVER}"
STARTING = f"the judge is being started; {_TAKEN_OVER}"
STALE = f"the judge has not announced itself lately; {_TAKEN_OVER}"
GONE = f"the judge has ended; {_TAKEN_OVER}"


class Roster:
    """Keeps a pool's announced judges up to date.

    Args:
        new_gate: makes the gate of an address for a profile's SHA-256.
        arrived: told of each judge that has come.
    """

    def __init__(
        self, pool: JudgePool, new_gate: Callable[[str, str], JudgeGate], arrived: Callable[[JudgeGate], object]
    ) -> None:
        self._pool = pool
        self._new_gate = new_gate
        self._arrived = arrived
        self._announced: dict[tuple[str, str], JudgeGate] = {}
        self._fixed = {gate.name for gate in pool.gates}

    async def keep_current(self) -> None:
        """Read the announcements until the task is cancelled. While the database is down, the judges do not change."""
        while True:
            try:
                self.update({judge.address: judge for judge in await in_thread(announcements.known)})
            except Exception:  # after any error the next reading may succeed
                log.exception("the announced judges could not be read")
            for gate in await self.close_those_who_left():
                await self._note_left(gate)
            await asyncio.sleep(EVERY_S)

    async def _note_left(self, gate: JudgeGate) -> None:
        try:
            await in_thread(watch.note_left, gate.name, gate.profile_sha256)
        except AnyDatabaseError as error:  # after a minute it counts as gone all the same
            log.warning("%s has left, which is not noted: %s", gate.name, str(error).strip())

    def update(self, judges: Mapping[str, KnownJudge]) -> None:
        """Take in judges that have come, and hold back calls to those that drain, are stale or have gone."""
        for address, judge in judges.items():
            place = (address, judge.profile_sha256)
            if judge.is_fresh and judge.state == JudgeState.SERVING:
                self._welcome(*place)
        for (address, profile_sha256), gate in self._announced.items():
            reason = _reason_to_leave(judges.get(address), profile_sha256)
            if reason and not gate.is_leaving:
                log.warning("no further calls for %s: %s", gate.name, reason)
                gate.leave(reason)

    def _welcome(self, address: str, profile_sha256: str) -> None:
        gate = self._announced.get((address, profile_sha256))
        if gate is None:
            gate = self._new_gate(address, profile_sha256)
            if gate.name in self._fixed:
                return  # JUDGE_URL names it too
            log.info("%s has come", gate.name)
            self._announced[address, profile_sha256] = gate
            self._pool.add(gate)
            self._arrived(gate)
        elif gate.is_leaving:
            log.info("%s has come back", gate.name)
            gate.come_back()

    async def close_those_who_left(self) -> list[JudgeGate]:
        """Close the connections to judges that have left, once no picture is with them any more; returns these."""
        closed = []
        for place, gate in list(self._announced.items()):
            if gate.is_leaving and self._pool.remove(gate):
                del self._announced[place]
                gate.is_closed = True
                await gate.judge.close()
                closed.append(gate)
        return closed


def _reason_to_leave(judge: KnownJudge | None, profile_sha256: str) -> str:
    """Why a judge gets no further calls, "" if it does."""
    if judge is None or judge.profile_sha256 != profile_sha256:
        return GONE
    if not judge.is_fresh:
        return STALE
    if judge.state == JudgeState.SERVING:
        return ""
    return DRAINING if judge.state == JudgeState.DRAINING else STARTING
