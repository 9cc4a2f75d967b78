"""The calls in flight at one judge: how many there may be, and which of them the judge has begun.

Only from the calls that it answers meanwhile can it be told whether the judge had begun one that got no reply in time.
It takes calls of equal priority in the order in which they arrive. So it has begun a call, at the latest, when one that
was sent after it is answered, or when all that were sent before it have ended. Calls of other workers are not seen:
where several workers share a judge, a call may count as begun while it waits behind one of theirs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass

from leaderboard.domain.judging.messages import Priority


@dataclass(slots=True, eq=False)
class SentCall:
    """A call in flight. Times in seconds of time.monotonic(); ``begun_at`` is None while it may still be waiting."""

    priority: Priority
    sent_at: float
    begun_at: float | None = None

    def begun_within(self, seconds: float) -> bool:
        """Whether the judge had begun it at most ``seconds`` after it was sent."""
        return self.begun_at is not None and self.begun_at - self.sent_at <= seconds


class CallsInFlight:
    """The calls that one client has open at its judge, at most ``limit``, in the order of sending.

    For one event loop.
    """

    def __init__(self, limit: int) -> None:
        self._slots = asyncio.Semaphore(limit)
        self._open: list[SentCall] = []
        self._answered_at = 0.0

    @asynccontextmanager
    async def slot(self, priority: Priority) -> AsyncIterator[SentCall]:
        """Wait for a free slot, unless this is a check; the call counts as sent on entering, as ended on leaving."""
        async with nullcontext() if priority is Priority.CHECK else self._slots:
            call = self.send(priority)
            try:
                yield call
            finally:
                self.end(call)

    def send(self, priority: Priority) -> SentCall:
        """Note that a call is sent now."""
        call = SentCall(priority, time.monotonic())
        self._open.append(call)
        self._mark_first_begun()
        return call

    def answered(self, call: SentCall) -> None:
        """Note that the judge has answered a call, and so has begun all before it that are as urgent or more."""
        now = self._answered_at = time.monotonic()
        for other in self._open:
            if other is call:
                break
            if other.begun_at is None and other.priority <= call.priority:
                other.begun_at = now

    def end(self, call: SentCall) -> None:
        """Forget a call, however it ended."""
        self._open.remove(call)
        self._mark_first_begun()

    @property
    def count(self) -> int:
        """How many calls are open; any thread may ask."""
        return len(self._open)

    @property
    def silent_s(self) -> float:
        """For how many seconds calls have been open while none was answered; 0 if none is open."""
        if not self._open:
            return 0.0
        return time.monotonic() - max(self._open[0].sent_at, self._answered_at)

    def _mark_first_begun(self) -> None:
        if self._open and self._open[0].begun_at is None:
            self._open[0].begun_at = time.monotonic()
