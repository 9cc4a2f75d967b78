"""How honest the estimate of a submission's turn is, in simulated time.

``python -m tests.bench.turns`` prints a table. Estimates are made when a submission arrives, as its page makes them:
from the calls that are served before it, at the judges' pace. The rules are the site's own
(``leaderboard/domain/admission``).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from leaderboard.domain.admission.pace import seconds_for
from tests.bench.admission import CALLS_AN_HOUR, crowd
from tests.leaderboard.domain.admission.queue import Run, Simulation

SIZES: Final = (96, 1000, 4100, 8210)
"""Judge calls of 24 prompts, of 240, and of 1,000 in one and in two languages."""

WEIGHTS: Final = (3, 5, 3, 1)
AUTHORS: Final = 40
DAYS: Final = 30


@dataclass(frozen=True)
class Estimate:
    """Hours from the arrival until a submission is judged: as estimated then, and in fact."""

    estimated: float
    actual: float

    @property
    def ratio(self) -> float:
        """Of the actual to the estimated time."""
        return self.actual / self.estimated


class _Estimating(Simulation):
    """Notes for each arrival when it should end."""

    def __init__(self) -> None:
        super().__init__(CALLS_AN_HOUR)
        self.expected: dict[int, float] = {}

    def arrive(self, run: Run) -> None:
        """As the page forecasts it (leaderboard/pipeline/admission/forecast.py), for bundles."""
        super().arrive(run)
        turn = (run.share.end, run.key)
        before = [one.left for one in self.running + self.waiting if (one.share.end, one.key) < turn]
        seconds = seconds_for(sum(before) + run.calls, [], calls_an_hour=self.calls_an_hour)
        assert seconds is not None  # there is always a judge here
        self.expected[run.key] = seconds / 3600


def steady(load: float) -> list[Run]:
    """A month of submissions that keep the judges busy for this part of the time; a few authors make most of them."""
    chance = random.Random(35)  # a sample, not a secret
    mean = sum(size * weight for size, weight in zip(SIZES, WEIGHTS, strict=True)) / sum(WEIGHTS)
    runs: list[Run] = []
    at = 0.0
    while at < 24 * DAYS:
        at += chance.expovariate(load * CALLS_AN_HOUR / mean)
        author = min(int(chance.paretovariate(0.8)), AUTHORS)
        runs.append(Run(len(runs), author, chance.choices(SIZES, WEIGHTS)[0], at))
    return runs


def estimates(runs: list[Run]) -> list[Estimate]:
    """Of all that waited for more than a quarter of an hour: sooner, nobody plans."""
    site = _Estimating()
    ended = site.run(runs)
    found = [Estimate(site.expected[run.key], (run.ended_at or 0.0) - run.arrives) for run in ended]
    return [estimate for estimate in found if max(estimate.estimated, estimate.actual) > 0.25]


def row(name: str, found: list[Estimate]) -> str:
    """A line of the table."""
    ratios = sorted(estimate.ratio for estimate in found)

    def at(part: float) -> float:
        return ratios[min(len(ratios) - 1, int(part * len(ratios)))]

    def share(fits: Callable[[float], bool]) -> str:
        return f"{sum(map(fits, ratios)) / len(ratios):.0%}"

    cells = [
        f"{len(found):,}",
        f"{sorted(estimate.actual for estimate in found)[len(found) // 2]:.1f} h",
        f"{at(0.5):.2f}",
        f"{at(0.05):.2f}–{at(0.95):.2f}",
        share(lambda ratio: 0.75 <= ratio <= 1.25),
        share(lambda ratio: ratio > 1.5),
    ]
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table."""
    columns = ("submissions", "median time", "actual ÷ estimated: median", "5% to 95%", "within a quarter")
    print(f"| | {' | '.join(columns)} | half as long again |")
    print()
    print("|---|---|---|---|---|---|---|")
    for load in (0.5, 0.8, 0.95):
        print(row(f"judges busy {load:.0%} of the time", estimates(steady(load))))
    print(row("300 submissions within a day", estimates(crowd())))


if __name__ == "__main__":
    main()
