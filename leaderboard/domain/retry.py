"""When a failed call may be retried: the only back-off of the project.

Pure: the caller brings the jitter, so that a test can fix it and a worker can draw it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MAX_RETRY_AFTER_S = 3600.0
"""The longest wait, in seconds, that a server may ask of us: a hostile one could delay the work indefinitely."""

MOST_ROUNDS = 2
"""How often authors can have the failed pictures of an ended submission requested again."""

# Far beyond any cap in use, and 2.0**1000 is still a finite float (2.0**1024 raises OverflowError).
_MAX_DOUBLINGS = 1000


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential back-off with full jitter.

    Attempts count from 1; the wait after attempt n lies between 0 and ``min(cap_s, base_s * 2**(n-1))``,
    in seconds. Raises ValueError for a policy that could never wait or never try.
    """

    max_attempts: int
    base_s: float
    cap_s: float

    def __post_init__(self) -> None:
        if self.max_attempts < 1:
            raise ValueError(f"max_attempts is {self.max_attempts}; at least 1 is needed")
        if not 0 < self.base_s <= self.cap_s < math.inf:
            raise ValueError(f"base_s={self.base_s}, cap_s={self.cap_s}; needed: 0 < base_s <= cap_s < infinity")

    def delay_s(self, attempt: int, *, jitter: float, retry_after_s: float | None = None) -> float:
        """Seconds to wait after the failed ``attempt`` before the next one.

        ``jitter`` in [0, 1) scales the whole wait, so that workers that failed together do not retry together.
        ``retry_after_s`` is what the server asked for: a lower bound, itself capped at ``MAX_RETRY_AFTER_S``. Raises
        ValueError for an attempt below 1 or a jitter outside [0, 1).
        """
        if attempt < 1:
            raise ValueError(f"attempt is {attempt}; attempts count from 1")
        if not 0 <= jitter < 1:
            raise ValueError(f"jitter is {jitter}; it must be at least 0 and below 1")
        return max(jitter * self.longest_s(attempt), min(retry_after_s or 0.0, MAX_RETRY_AFTER_S))

    def longest_s(self, attempt: int) -> float:
        """The longest wait in seconds after the failed ``attempt``, counting from 1."""
        return min(self.cap_s, self.base_s * 2.0 ** min(attempt - 1, _MAX_DOUBLINGS))

    def exhausted(self, attempt: int) -> bool:
        """Whether ``attempt`` was the last one."""
        return attempt >= self.max_attempts
