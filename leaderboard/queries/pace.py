"""The remaining time of work, estimated from its recent pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from leaderboard.domain.stages import Stage

_ENOUGH_DONE = 3
_ENOUGH_TIME = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Pace:
    """``left`` pieces of work remain; ``recent`` pieces were done in the last ``span``."""

    left: int
    recent: int
    span: timedelta

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at this pace; None if too little was done for an estimate."""
        if self.left <= 0:
            return 0.0
        if self.recent < _ENOUGH_DONE or self.span < _ENOUGH_TIME:
            return None
        return self.left * self.span.total_seconds() / self.recent


def seconds_left(stage: str, pictures: Pace, calls: Pace) -> float | None:
    """Seconds until the last judgement. Pictures and judge calls proceed in parallel, so the slower one counts."""
    paces: tuple[Pace, ...] = {Stage.GENERATION: (pictures, calls), Stage.JUDGING: (calls,)}.get(Stage(stage), ())
    estimates = [pace.seconds_left for pace in paces]
    known = [seconds for seconds in estimates if seconds is not None]
    return max(known) if known and len(known) == len(estimates) else None
