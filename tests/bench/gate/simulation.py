"""The gate on suites drawn from populations: the share of each verdict."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.gate.gate import Requirement, run_gate
from leaderboard.domain.gate.verdicts import Verdict
from tests.bench.gate.population import LEVELS, Population

RUNS = 300


@dataclass(frozen=True, slots=True)
class Shares:
    """Of ``RUNS`` runs, how many ended with each verdict."""

    counts: Counter[Verdict]

    def of(self, *verdicts: Verdict) -> float:
        """The share of runs with one of these verdicts."""
        return sum(self.counts[verdict] for verdict in verdicts) / RUNS

    def text(self, *verdicts: Verdict) -> str:
        """The same in percent."""
        return f"{self.of(*verdicts):.1%}"

    @property
    def passed(self) -> str:
        """The share of runs that let the candidate pass, in percent."""
        return self.text(Verdict.BETTER, Verdict.EQUIVALENT)


def simulate(
    population: Population, prompts: int, margin: float, rng: np.random.Generator, *, levels: Sequence[str] = LEVELS[:1]
) -> Shares:
    """Run the gate on ``RUNS`` suites; every level has the same margin."""
    requirements = [Requirement(level, margin) for level in levels]
    counts: Counter[Verdict] = Counter()
    for _ in range(RUNS):
        baseline, candidate = population.suite(prompts, rng)
        counts[run_gate(baseline[:, : len(levels)], candidate[:, : len(levels)], requirements).verdict] += 1
    return Shares(counts)


def uncertainty(share: float) -> float:
    """Half the width of the 95% interval of a share that is seen in ``RUNS`` runs and is ``share`` in truth."""
    return 1.96 * math.sqrt(share * (1 - share) / RUNS)
