"""Fair shares of the judge: each submission gets a share, and the share that ends first is served first.

Shares are measured in judge calls. An author's shares follow one another, and a new one begins no earlier than the
shares that are being served (the *clock*). So ten submissions of one author do not precede another author's first, a
small submission passes large ones, and nobody is overtaken endlessly, because the clock advances. This is start-time
fair queueing (Goyal, Vin and Cheng, 1996), served in the order of the shares' ends. Practice submissions have a lower
weight; an author's form a sequence of their own, so that they do not delay the author's other submissions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PRACTICE_WEIGHT = 4
"""How much larger the share of a practice submission is than its judge calls: next to ranked submissions, practice gets
a quarter of what an author would get otherwise."""


@dataclass(frozen=True, slots=True)
class Share:
    """The interval of a submission's judge calls on the clock's scale."""

    start: int
    end: int


def new_share(calls: int, *, clock: int, own_end: int) -> Share:
    """The share of a submission that arrives now.

    Args:
        calls: its judge calls.
        own_end: where its author's last share ends; 0 for an author without one.
    """
    start = max(clock, own_end)
    return Share(start, start + max(1, calls))


def weighted(calls: int, *, practice: bool) -> int:
    """The size of the share for so many judge calls."""
    return calls * PRACTICE_WEIGHT if practice else calls


def moved_up(waiting: Sequence[Share], *, clock: int, own_end: int) -> list[Share]:
    """An author's waiting shares, in order, without the gaps that ended submissions have left.

    None gets later, and none begins before the clock of its own arrival.

    Args:
        own_end: where the author's last admitted share ends; 0 for an author without one.
    """
    moved: list[Share] = []
    for share in waiting:
        start = max(own_end, min(share.start, clock))
        own_end = start + share.end - share.start
        moved.append(Share(start, own_end))
    return moved


def clock_now(before: int, *, served: Iterable[int], is_idle: bool, last_end: int) -> int:
    """The clock's position; it never goes back.

    Args:
        before: its position when it was last read.
        served: the starts of the running shares that have work for the judge, in the order in which they are served.
        is_idle: whether no share is running: then all shares begin anew.
        last_end: the latest end of all shares that have run.
    """
    if is_idle:
        return max(before, last_end)
    return max(before, next(iter(served), before))
