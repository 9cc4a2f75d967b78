"""Several judges of one profile: a picture's calls all go to one, and a dead one is left out until it returns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from workers.clients.judge.gate import JudgeGate


class JudgePool:
    """Judges that serve the same profile, each with its own limit of calls in flight. Thread-safe."""

    def __init__(self, gates: Sequence[JudgeGate]) -> None:
        if not gates:
            raise ValueError("there is no judge: set JUDGE_URL")
        self.gates = tuple(gates)
        self._pictures = dict.fromkeys(gates, 0)
        self._lock = threading.Lock()

    @contextmanager
    def lend(self) -> Iterator[JudgeGate]:
        """The judge for one picture. All calls of the picture go to it, because they share a prefix in its cache."""
        with self._lock:
            gate = self._pick()
            self._pictures[gate] += 1
        try:
            yield gate
        finally:
            with self._lock:
                self._pictures[gate] -= 1

    def _pick(self) -> JudgeGate:
        """Of the judges that neither rest nor drift, the one with the fewest pictures in flight.

        If there is none, the one that has rested longest: so the first that comes back is noticed.
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
