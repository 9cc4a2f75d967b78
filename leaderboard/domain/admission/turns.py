"""Admission: as many submissions, in the order of their shares, as keep the judges busy for a while."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TRIED_AFTER_S = 60.0
"""Seconds after admission from which an endpoint's measured rate counts; until then it is expected to keep up."""

MOST_GENERATING = 64
"""Submissions that generate at a time, apart from those whose endpoint fails or is paused. A generation worker has as
many threads; further ones would only slow each other down."""


@dataclass(frozen=True, slots=True)
class RunningRun:
    """An admitted submission.

    - ``end``, ``key``: where its share ends, and its primary key: the order in which it is served.
    - ``ready``: pictures that wait for the judge; ``to_make``: pictures that its endpoint still has to deliver, of
      ``pictures`` in all.
    - ``calls_per_picture``: judge calls.
    - ``age_s``: seconds since its generation began.
    - ``is_stalled``: whether its endpoint fails or is paused.
    """

    end: int
    key: int
    ready: int
    to_make: int
    pictures: int
    calls_per_picture: float
    age_s: float
    is_stalled: bool

    @property
    def turn(self) -> tuple[int, int]:
        """Its place in the order."""
        return self.end, self.key

    @property
    def is_generating(self) -> bool:
        """Whether it occupies one of the places for generation."""
        return self.to_make > 0 and not self.is_stalled

    @property
    def calls_left(self) -> float:
        """The number of judge calls still to be made."""
        return (self.ready + self.to_make) * self.calls_per_picture

    @property
    def still_to_deliver(self) -> tuple[float, float]:
        """The judge calls on pictures that its endpoint has not delivered, and how many of them become possible per
        hour.
        """
        return self.to_make * self.calls_per_picture, self._pictures_in_a_second() * 3600 * self.calls_per_picture

    def calls_within(self, seconds: float) -> float:
        """How many judge calls it will have requested by then, at its endpoint's measured rate."""
        return (self.ready + min(self.to_make, self._pictures_in_a_second() * seconds)) * self.calls_per_picture

    def _pictures_in_a_second(self) -> float:
        if self.age_s < TRIED_AFTER_S:
            return math.inf
        return 0.0 if self.is_stalled else (self.pictures - self.to_make) / self.age_s


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """A submission that waits for its admission; ``generates``: whether its pictures come from an endpoint."""

    end: int
    key: int
    calls: int
    generates: bool

    @property
    def turn(self) -> tuple[int, int]:
        """Its place in the order."""
        return self.end, self.key


def admitted(
    running: Sequence[RunningRun], waiting: Sequence[WaitingRun], *, calls_an_hour: float, ahead_s: float
) -> list[int]:
    """The keys of the waiting submissions that are admitted now, in their order.

    One is admitted when the admitted work that is served before it keeps the judges busy for less than ``ahead_s``.
    So the judges never wait, work that is served later delays nobody, and an endpoint that does not deliver takes
    nobody's place. Likewise, only submissions served before it count towards the number that may generate.
    """
    room = calls_an_hour * ahead_s / 3600
    expected = [(run.end, run.calls_within(ahead_s)) for run in running]
    generating = [run.end for run in running if run.is_generating]
    taken: list[int] = []
    for run in sorted(waiting, key=lambda run: run.turn):
        if sum(calls for end, calls in expected if end <= run.end) >= room:
            break
        if run.generates:
            if sum(end <= run.end for end in generating) >= MOST_GENERATING:
                continue
            generating.append(run.end)
        expected.append((run.end, run.calls))
        taken.append(run.key)
    return taken
