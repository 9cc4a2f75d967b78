"""The circuit breaker of one judge: whether it receives work, and whether a failed call was the judge's fault.

A judge whose calls fail gets no calls for a while, longer with every failure (*open*). Then it is tried with one call
at a time (*half-open*); after a success it receives work again (*closed*). Times are seconds of one monotonic clock.
"""

from __future__ import annotations

from collections import deque

from leaderboard.domain.retry import RetryPolicy
from leaderboard.domain.text_enum import StrEnum

PAUSES = RetryPolicy(max_attempts=1, base_s=4.0, cap_s=16.0)
"""The pause before each trial: up to 4 s, 8 s, then 16 s; so a judge that has recovered has work within 16 s."""

TRIAL_S = 120.0
"""The longest time in seconds that a trial keeps other work away."""

_REMEMBERED = 400


class BreakerState(StrEnum):
    """Closed: it receives work. Open: it receives none. Half-open: a trial call is under way."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """The state machine, and the memory of the last calls. It reads no clock and draws no random number itself."""

    def __init__(self) -> None:
        self.state = BreakerState.CLOSED
        self.rests_until = 0.0
        """Until when the judge receives no work; 0 while the breaker is closed."""
        self._failed_trials = 0
        self._calls: deque[tuple[float, bool]] = deque(maxlen=_REMEMBERED)
        self._proved_at = float("-inf")

    def open(self, now: float, *, jitter: float) -> None:
        """The judge failed, or failed its trial again; ``jitter`` in [0, 1) scales the pause."""
        self._failed_trials += 1
        self.state = BreakerState.OPEN
        self.rests_until = now + PAUSES.delay_s(self._failed_trials, jitter=jitter)

    def try_out(self, now: float) -> None:
        """A trial begins."""
        self.state = BreakerState.HALF_OPEN
        self.rests_until = now + TRIAL_S

    def close(self, now: float) -> None:
        """The judge answered its trial."""
        self.state = BreakerState.CLOSED
        self.rests_until = 0.0
        self._failed_trials = 0
        self._proved_at = now

    def call_ended(self, now: float, *, answered: bool) -> None:
        """Remember how a call ended."""
        self._calls.append((now, answered))

    def works_since(self, then: float) -> bool:
        """Whether the judge answered other calls since then: a trial, or more than half of the calls that have ended.

        If so, a call sent then that failed may itself be the cause. Half, because a judge that breaks on every
        second call at random would otherwise use up six tries of one call in 60.
        """
        if self._proved_at >= then:
            return True
        ended = [answered for at, answered in self._calls if at >= then]
        return 2 * sum(ended) > len(ended)
