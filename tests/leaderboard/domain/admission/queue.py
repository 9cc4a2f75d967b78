"""A site in simulated time: authors submit, the rule admits, judges answer calls in the order of the shares.

Only the rule is the site's own (leaderboard/domain/admission). Times are in hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from leaderboard.domain.admission.shares import Share, clock_now, new_share
from leaderboard.domain.admission.turns import RunningRun, WaitingRun, admitted

AHEAD_S: Final = 3600.0


@dataclass(slots=True)
class Run:
    """One submission; ``left`` are the judge calls that are not answered yet."""

    key: int
    author: int
    calls: int
    arrives: float
    share: Share = field(default_factory=lambda: Share(0, 0))
    left: float = 0.0
    admitted_at: float | None = None
    ended_at: float | None = None


@dataclass(slots=True)
class Simulation:
    """What has arrived until ``now``; bundles only, so that all that is admitted is ready for the judges."""

    calls_an_hour: float
    now: float = 0.0
    clock: int = 0
    last_end: int = 0
    waiting: list[Run] = field(default_factory=list)
    running: list[Run] = field(default_factory=list)
    ended: list[Run] = field(default_factory=list)
    served: list[tuple[int, float]] = field(default_factory=list)
    """Author and calls, in the order of time."""

    def run(self, arrivals: list[Run]) -> list[Run]:
        """Serve all of them; returns them in the order in which they ended."""
        for run in sorted(arrivals, key=lambda run: (run.arrives, run.key)):
            self.until(run.arrives)
            self.arrive(run)
        self.until(float("inf"))
        return self.ended

    def arrive(self, run: Run) -> None:
        self._move_clock()
        of_author = [
            known.share.end for known in self.running + self.waiting + self.ended if known.author == run.author
        ]
        run.share = new_share(run.calls, clock=self.clock, own_end=max(of_author, default=0))
        run.left = run.calls
        self.waiting.append(run)
        self.admit()

    def admit(self) -> None:
        self._move_clock()
        keys = admitted(
            [RunningRun(r.share.end, r.key, 1, 0, 1, r.left, 0.0, is_stalled=False) for r in self.running],
            [WaitingRun(r.share.end, r.key, r.calls, generates=False) for r in self.waiting],
            calls_an_hour=self.calls_an_hour,
            ahead_s=AHEAD_S,
        )
        for run in [run for run in self.waiting if run.key in keys]:
            run.admitted_at = self.now
            self.last_end = max(self.last_end, run.share.end)
            self.waiting.remove(run)
            self.running.append(run)
        self.running.sort(key=lambda run: (run.share.end, run.key))

    def until(self, time: float) -> None:
        """Let the judges work until then, or until nothing is left."""
        while self.running and self.now < time:
            run = self.running[0]
            # A step ends at the latest after a minute, because room for others also comes from single judgements.
            step = min(run.left / self.calls_an_hour, 1 / 60, time - self.now)
            done = min(run.left, step * self.calls_an_hour)
            self.now += step
            run.left -= done
            self.served.append((run.author, done))
            if run.left <= 1e-6:
                run.ended_at = self.now
                self.running.remove(run)
                self.ended.append(run)
            self.admit()
        if time != float("inf"):
            self.now = max(self.now, time)

    def _move_clock(self) -> None:
        served = (run.share.start for run in self.running)
        self.clock = clock_now(self.clock, served=served, is_idle=not self.running, last_end=self.last_end)
