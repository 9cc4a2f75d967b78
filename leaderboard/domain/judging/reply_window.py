"""The last replies of one judge: whether they are still meaningful.

A judge may collapse without an error: it answers every call, but unreadably, or with the same verdicts for any
picture. Such replies are detected by their share among the last ones. The shares alone prove nothing (suites differ),
so they only cause a trial with control pictures.

Normal shares are far below the limits. Unreadable means that even the rescue call gave no verdicts: 0% with the
stand-in judge, 19% with an engine of random weights (docs/judging.md). Equal verdicts: 53 to 67% with the stand-in
judge, over 24 and 40 drawn pictures each of the shipped suites in three qualities. A rescued reply counts as readable.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable
from dataclasses import dataclass

LAST = 60
"""The number of replies considered …"""
AT_LEAST = 8
"""… and the number below which nothing is concluded."""
UNREADABLE_SHARE = 0.5
EQUAL_SHARE = 0.9

_FIRST_RESPITE_S, _LONGEST_RESPITE_S = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its time, its call, whether it was readable, and its verdicts.

    ``verdicts`` is None where they cannot be compared: there are none, or nothing applies.
    """

    at: float
    picture: Hashable
    dimension: str
    readable: bool
    verdicts: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What is wrong with the replies, in words, and since when (seconds of the caller's monotonic clock)."""

    words: str
    since: float


class ReplyWindow:
    """The last replies of a judge; nothing is suspicious unless ``is_watching``."""

    def __init__(self, *, is_watching: bool = True) -> None:
        self._is_watching = is_watching
        self._replies: deque[Reply] = deque(maxlen=LAST)
        self._respite_until = float("-inf")
        self._respite_s = _FIRST_RESPITE_S

    def add(self, reply: Reply) -> None:
        self._replies.append(reply)

    def suspicion(self, now: float) -> Suspicion | None:
        """Why the judge should be tried with control pictures; None if its replies are normal."""
        if not self._is_watching or now < self._respite_until:
            return None
        return self._unreadable() or self._equal()

    def acquit(self, now: float) -> None:
        """The judge passed its trial: forget the replies, and suspect nothing for a minute, then for twice as long."""
        self._replies.clear()
        self._respite_until = now + self._respite_s
        self._respite_s = min(2 * self._respite_s, _LONGEST_RESPITE_S)

    def forget(self) -> None:
        """The judge has recovered from a collapse: its old replies no longer count."""
        self._replies.clear()
        self._respite_until = float("-inf")
        self._respite_s = _FIRST_RESPITE_S

    def _unreadable(self) -> Suspicion | None:
        bad = [reply for reply in self._replies if not reply.readable]
        total = len(self._replies)
        if total < AT_LEAST or len(bad) < UNREADABLE_SHARE * total:
            return None
        return Suspicion(f"{len(bad)} of its last {total} replies were unreadable", bad[0].at)

    def _equal(self) -> Suspicion | None:
        latest: dict[str, dict[Hashable, Hashable]] = defaultdict(dict)
        for reply in self._replies:
            if reply.verdicts is not None:
                latest[reply.dimension][reply.picture] = reply.verdicts
        commonest: dict[str, Hashable] = {}
        compared = equal = 0
        for dimension, by_picture in latest.items():
            if len(by_picture) > 1:
                commonest[dimension], count = Counter(by_picture.values()).most_common(1)[0]
                compared += len(by_picture)
                equal += count
        if compared < AT_LEAST or equal < EQUAL_SHARE * compared:
            return None
        since = min(
            reply.at
            for reply in self._replies
            if reply.verdicts is not None and reply.verdicts == commonest.get(reply.dimension)
        )
        return Suspicion(f"{equal} of its last {compared} replies to different pictures had the same verdicts", since)
