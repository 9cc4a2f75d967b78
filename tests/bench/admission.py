"""A crowd of submissions in simulated time: admitted in fair shares, and judged all at once as before.

``python -m tests.bench.admission`` prints a table. Only the rule of admission is the site's own code.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tests.leaderboard.domain.admission.queue import Run, Simulation

CALLS_AN_HOUR: Final = 5100.0
"""Of two GPUs together."""

CALLS: Final = 8210
"""Of 1,000 prompts in two languages, at 4.1 calls per picture as in the official data set."""

DEADLINE_H: Final = 14 * 24.0
DAYS: Final = (1, 2, 5, 10, 14, 16, 21)


def crowd() -> list[Run]:
    """300 submissions of 40 authors within a day: twenty submit ten each, and twenty five each."""
    chance = random.Random(14)  # a sample, not a secret
    counts = [10] * 20 + [5] * 20
    begins = [(author, chance.uniform(0, 24)) for author, count in enumerate(counts) for _ in range(count)]
    begins.sort(key=lambda begin: begin[1])
    return [Run(key, author, CALLS, arrives) for key, (author, arrives) in enumerate(begins)]


def in_equal_shares(runs: Sequence[Run]) -> list[Run]:
    """All runs share the judges equally from their arrival on, and fail at their deadline."""
    coming = sorted((replace(run, left=run.calls) for run in runs), key=lambda run: run.arrives)
    running: list[Run] = []
    ended: list[Run] = []
    now = 0.0
    while coming or running:
        each = CALLS_AN_HOUR / len(running) if running else 0.0
        events = [run.arrives for run in coming[:1]]
        events += [now + run.left / each for run in running] + [run.arrives + DEADLINE_H for run in running]
        step = max(0.0, min(events) - now)
        now += step
        for run in running:
            run.left -= step * each
        while coming and coming[0].arrives <= now + 1e-9:
            running.append(coming.pop(0))
        for run in [run for run in running if run.left <= 1e-6 or run.arrives + DEADLINE_H <= now + 1e-9]:
            run.ended_at = now if run.left <= 1e-6 else None
            running.remove(run)
            ended.append(run)
    return ended


def row(name: str, runs: Sequence[Run]) -> str:
    """A line of the table: how many are scored by the end of each day, and how long the first of each author took."""
    ends = [run.ended_at for run in runs if run.ended_at is not None]
    by_day = [sum(end <= 24 * day for end in ends) for day in DAYS]
    firsts: dict[int, float] = {}
    for run in runs:
        took = run.ended_at - run.arrives if run.ended_at is not None else float("inf")
        firsts[run.author] = min(firsts.get(run.author, float("inf")), took)
    longest = max(firsts.values())
    in_judging = [
        run.ended_at - run.admitted_at for run in runs if run.ended_at is not None and run.admitted_at is not None
    ]
    cells = [
        *map(str, by_day),
        str(len(runs) - len(ends)),
        f"{longest / 24:.1f} days" if longest < float("inf") else "never",
        f"{max(in_judging):.1f} h" if in_judging else "14 days",
    ]
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table."""
    days = " | ".join(f"day {day}" for day in DAYS)
    print(f"| | {days} | failed | longest until an author's first is scored | longest from its turn to its end |")
    print("|---|" + "---|" * (len(DAYS) + 3))
    print(row("equal shares, as before", in_equal_shares(crowd())))
    print(row("admitted in fair shares", Simulation(CALLS_AN_HOUR).run(crowd())))


if __name__ == "__main__":
    main()
