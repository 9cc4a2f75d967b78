"""Fair shares of the judge: each submission gets a share, and the share that ends first is served first.

Shares are measured in judge calls. An author's shares follow one another, and a new one begins no earlier than the
shares that are being served (the *clock*). So ten submissions of one author do not stand before the first one of
another, a small submission passes large ones, and nobody can be overtaken without end, because the clock advances.
This is start-time fair queueing (Goyal, Vin and Cheng, 1996), served in the order of the shares' ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """From where to where a submission's judge calls stand on the scale that the clock moves along."""

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
    """Where the clock stands; it never goes back.

    Args:
        before: where it stood when it was last read.
        served: the starts of those running shares that have work for the judge, the one that is served first in front.
        is_idle: whether no share is running: then everybody begins anew.
        last_end: where the last of all shares ends that have run.
    """
    if is_idle:
        return max(before, last_end)
    return max(before, next(iter(served), before))
