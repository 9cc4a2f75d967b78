"""Several judges of one profile: a picture's calls go to one of them, and a dead one is left out until it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from workers.clients.judge.gate import JudgeGate


class JudgePool:
    """Judges that serve the same profile, each with its own limit of calls in flight. Safe for threads."""

    def __init__(self, gates: Sequence[JudgeGate]) -> None:
        if not gates:
            raise ValueError("there is no judge: set JUDGE_URL")
        self.gates = tuple(gates)
        self._pictures = dict.fromkeys(gates, 0)
        self._lock = threading.Lock()

    @contextmanager
    def lend(self) -> Iterator[JudgeGate]:
        """The judge for one picture, all of whose calls go to it because they share what its caches hold."""
        with self._lock:
            gate = self._pick()
            self._pictures[gate] += 1
        try:
            yield gate
        finally:
            with self._lock:
                self._pictures[gate] -= 1

    def _pick(self) -> JudgeGate:
        """Of those that neither rest nor drift, the one with the fewest pictures in flight.

        Where there is none, the one that has rested longest: that is how the first to come back is found.
        """
        now = time.monotonic()
        awake = [gate for gate in self._pictures if gate.rests_until <= now and not gate.drift]
        if awake:
            return min(awake, key=lambda gate: self._pictures[gate])
        return min(self._pictures, key=lambda gate: gate.rests_until)

    async def close(self) -> None:
        """Close all connections."""
        for gate in self._pictures:
            await gate.judge.close()
