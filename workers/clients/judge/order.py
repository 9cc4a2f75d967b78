"""Whether the judge had begun a call that got no reply in time, told by the calls that it answered meanwhile.

The judge takes calls of one priority in the order in which they come. So it has begun a call, at the latest, when one
that was sent after it is answered, or when none that was sent before it is open any more. What other workers send is
not seen: where a judge serves several workers, a call may be taken for begun while it waits behind one of theirs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from leaderboard.domain.judging.messages import Priority


@dataclass(slots=True, eq=False)
class SentCall:
    """A call on its way. Times in seconds of time.monotonic(); ``begun_at`` None while it may still wait."""

    priority: Priority
    sent_at: float
    begun_at: float | None = None

    def begun_within(self, seconds: float) -> bool:
        """Whether the judge had begun it so many seconds after it was sent."""
        return self.begun_at is not None and self.begun_at - self.sent_at <= seconds


class CallOrder:
    """The calls that one client has open at its judge, in the order of sending. For one event loop."""

    def __init__(self) -> None:
        self._open: list[SentCall] = []

    def send(self, priority: Priority) -> SentCall:
        """Note that a call is sent now."""
        call = SentCall(priority, time.monotonic())
        self._open.append(call)
        self._first_is_begun()
        return call

    def answered(self, call: SentCall) -> None:
        """Note that the judge has answered a call: those before it, as urgent or more, were begun by now."""
        now = time.monotonic()
        for other in self._open:
            if other is call:
                break
            if other.begun_at is None and other.priority <= call.priority:
                other.begun_at = now

    def end(self, call: SentCall) -> None:
        """Forget a call, however it ended."""
        self._open.remove(call)
        self._first_is_begun()

    def _first_is_begun(self) -> None:
        if self._open and self._open[0].begun_at is None:
            self._open[0].begun_at = time.monotonic()
