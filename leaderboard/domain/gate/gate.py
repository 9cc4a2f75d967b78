"""Comparing a candidate with a baseline on the same prompts, at the levels that a gate names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from leaderboard.domain.gate.planning import DEFAULT_ALPHA, DEFAULT_POWER, UNSEEN, Design, check_alpha
from leaderboard.domain.gate.verdicts import GateError, Verdict, combined, verdict_of
from leaderboard.domain.statistics.arrays import FloatArray, exact_mean, known, ratio
from leaderboard.domain.statistics.paired import PairedDifferences, paired_differences

DEFAULT_MARGIN = 1.0
"""Points of the overall score."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A level that the gate compares, and by how many points the candidate may be lower there.

    ``noise_floor``: points that the judge's own fluctuation can cause in a difference on this suite; 0 if unknown.
    """

    level: str
    margin: float
    noise_floor: float = 0.0


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One level. Points of 100, None where unknown.

    Both means are over the ``prompts`` that have a score in both. ``difference`` is candidate minus baseline; the
    intervals ``low`` to ``high`` of all levels hold at once. ``spread`` is the standard deviation of the differences
    between prompts. ``prompts_needed``: with about so many, an undecided level would be decided in four of five cases;
    None for a decided level, or if no number suffices.
    """

    requirement: Requirement
    baseline: float | None
    candidate: float | None
    difference: float | None
    low: float | None
    high: float | None
    spread: float | None
    prompts: int
    verdict: Verdict
    prompts_needed: int | None


@dataclass(frozen=True, slots=True)
class GateResult:
    """All required levels in their order, and the verdict on them together."""

    alpha: float
    verdict: Verdict
    levels: tuple[LevelResult, ...]

    @property
    def exit_code(self) -> int:
        return self.verdict.exit_code


def run_gate(
    baseline: FloatArray, candidate: FloatArray, requirements: Sequence[Requirement], *, alpha: float = DEFAULT_ALPHA
) -> GateResult:
    """Compare prompt by prompt, with intervals that hold for all levels at once with probability 1 − alpha.

    Args:
        baseline, candidate: [prompts, levels], NaN for missing; the levels are those of ``requirements``.

    Raises:
        GateError: when alpha or a margin is out of range, a level is named twice, or there is no level.
    """
    _check(requirements, alpha)
    apart = candidate - baseline
    paired = _never_certain(paired_differences(apart[None]))
    low, high = _at_least_the_noise(paired, requirements, alpha)
    levels = tuple(
        _level_result(requirement, baseline[:, at], candidate[:, at], (low[at], high[at]), alpha / len(requirements))
        for at, requirement in enumerate(requirements)
    )
    return GateResult(alpha, combined(level.verdict for level in levels), levels)


def observed_design(result: GateResult) -> tuple[Design, int]:
    """The design of the first level as the two submissions show it, and their number of prompts: for a plan.

    Raises:
        GateError: when fewer than two prompts have scores of both.
    """
    first = result.levels[0]
    if first.spread is None:
        raise GateError(f"{first.requirement.level} needs two prompts with scores of both; there are {first.prompts}")
    noise = first.requirement.noise_floor * math.sqrt(first.prompts)
    return Design(first.spread, result.alpha, len(result.levels), noise), first.prompts


def _check(requirements: Sequence[Requirement], alpha: float) -> None:
    check_alpha(alpha)
    for requirement in requirements:
        if not 0 <= requirement.margin <= 100:
            raise GateError(f"the margin of {requirement.level} is {requirement.margin}; 0 to 100 points are expected")
    names = [requirement.level for requirement in requirements]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise GateError(f"{', '.join(twice)}: named more than once; one margin per level is expected")


def _never_certain(paired: PairedDifferences) -> PairedDifferences:
    """The same with errors that allow for one more prompt that differs by ``UNSEEN`` points."""
    floor = ratio(np.full(paired.shared.shape, UNSEEN), paired.shared)
    return replace(paired, standard_error=np.maximum(paired.standard_error, floor))


def _at_least_the_noise(
    paired: PairedDifferences, requirements: Sequence[Requirement], alpha: float
) -> tuple[FloatArray, FloatArray]:
    """[levels] low and high ends, nowhere closer to the difference than the judge's noise floor."""
    low, high = (ends[0] for ends in paired.interval(len(requirements), alpha))
    floors = np.array([requirement.noise_floor for requirement in requirements])
    return np.minimum(low, paired.difference[0] - floors), np.maximum(high, paired.difference[0] + floors)


def _level_result(
    requirement: Requirement,
    baseline: FloatArray,
    candidate: FloatArray,
    interval: tuple[float, float],
    alpha: float,
) -> LevelResult:
    """One level from [prompts] of scores; ``alpha`` is this level's part of the whole."""
    apart = candidate - baseline
    shared = ~np.isnan(apart)
    difference, prompts = exact_mean(apart), int(np.count_nonzero(shared))
    spread = float(np.std(apart[shared], ddof=1)) if prompts > 1 else math.nan
    verdict = verdict_of(*interval, requirement.margin)
    needed = None
    if verdict is Verdict.UNDECIDED and prompts > 1:
        needed = _prompts_needed(
            Design(spread, alpha, noise=requirement.noise_floor * math.sqrt(prompts)), difference, requirement.margin
        )
    return LevelResult(
        requirement,
        baseline=known(exact_mean(baseline[shared])),
        candidate=known(exact_mean(candidate[shared])),
        difference=known(difference),
        low=known(interval[0]),
        high=known(interval[1]),
        spread=known(spread),
        prompts=prompts,
        verdict=verdict,
        prompts_needed=needed,
    )


def _prompts_needed(design: Design, difference: float, margin: float) -> int | None:
    """So many that the interval excludes zero or −margin, whichever is farther from the difference.

    The farther one is counted as at most a margin away: an observed difference beyond it may be luck.
    """
    return design.prompts_needed(min(margin, max(margin + difference, -difference)), DEFAULT_POWER)
