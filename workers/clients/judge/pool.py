"""Several judges of one profile: a picture's calls all go to one, and a dead one is left out until it returns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from workers.clients.judge.gate import JudgeGate

SHARED = "another judge has come and shares the work"


class JudgePool:
    """The current judges, each with its own limit of calls in flight. Thread-safe."""

    def __init__(self, gates: Sequence[JudgeGate] = ()) -> None:
        self._pictures = dict.fromkeys(gates, 0)
        self._lock = threading.Lock()

    @property
    def gates(self) -> tuple[JudgeGate, ...]:
        """All of them, also those that are about to leave."""
        with self._lock:
            return tuple(self._pictures)

    def add(self, gate: JudgeGate) -> None:
        """Add a judge."""
        with self._lock:
            self._pictures[gate] = 0

    def remove(self, gate: JudgeGate) -> bool:
        """Remove a judge; False, and it stays, while it still has pictures."""
        with self._lock:
            if self._pictures.get(gate):
                return False
            self._pictures.pop(gate, None)
            return True

    def share_with(self, newcomer: JudgeGate) -> None:
        """Give up the calls that wait at the other judges for a place, so that the newcomer gets its part of them."""
        for gate in self.gates:
            if gate is not newcomer and _may_serve(newcomer, gate.profile_sha256):
                gate.judge.give_up_waiting(SHARED)

    @contextmanager
    def lend(self, profile_sha256: str = "") -> Iterator[JudgeGate | None]:
        """The judge for one picture of this profile, None if there is none.

        All calls of the picture go to it, because they share a prefix in its cache.
        """
        with self._lock:
            gate = self._pick(profile_sha256)
            if gate is not None:
                self._pictures[gate] += 1
        try:
            yield gate
        finally:
            with self._lock:
                if gate is not None:
                    self._pictures[gate] -= 1

    def _pick(self, profile_sha256: str) -> JudgeGate | None:
        """Of the judges that neither rest nor drift, the one with the fewest pictures in flight.

        If there is none, the one that has rested longest: so the first that comes back is noticed.
        """
        now = time.monotonic()
        staying = [gate for gate in self._pictures if not gate.is_leaving and _may_serve(gate, profile_sha256)]
        awake = [gate for gate in staying if gate.rests_until <= now and not gate.drift]
        if awake:
            return min(awake, key=lambda gate: self._pictures[gate])
        return min(staying, key=lambda gate: gate.rests_until, default=None)

    async def close(self) -> None:
        """Close all connections."""
        for gate in self.gates:
            await gate.judge.close()


def _may_serve(gate: JudgeGate, profile_sha256: str) -> bool:
    """Not if it was announced for another profile. What a judge of JUDGE_URL serves is found out by comparing it."""
    return not gate.profile_sha256 or not profile_sha256 or gate.profile_sha256 == profile_sha256
