"""How precise a gate is with a number of prompts, and how many prompts it needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.gate.verdicts import GateError
from leaderboard.domain.statistics.critical import single_critical
from leaderboard.domain.statistics.quantiles import normal_isf, normal_sf, t_isf

UNSEEN = 20.0
"""Points by which one more prompt might differ, even if all prompts so far had equal scores.

Two pictures whose scores differ at all typically differ by about this much at a dimension. Without it, a few prompts
with equal scores would give an interval of width zero.
"""

DROPS = (0.5, 1.0, 2.0, 3.0)
"""Drops in points for which plans are made."""

DEFAULT_ALPHA = 0.05
DEFAULT_POWER = 0.8

_MOST_PROMPTS = 10**8


@dataclass(frozen=True, slots=True)
class Design:
    """What decides the width of a gate's interval, apart from the number of prompts.

    ``spread``: standard deviation over prompts of candidate minus baseline, in points. ``alpha``: the probability that
    at least one of the intervals does not hold. ``levels``: how many intervals must hold at once. ``noise``: the
    judge's noise floor for a single prompt, in points; for n prompts it is ``noise`` / √n.
    """

    spread: float
    alpha: float = DEFAULT_ALPHA
    levels: int = 1
    noise: float = 0.0

    def __post_init__(self) -> None:
        check_alpha(self.alpha)
        if self.levels < 1:
            raise GateError(f"the number of levels is {self.levels}; at least 1 is expected")
        if not (math.isfinite(self.spread) and self.spread >= 0 and math.isfinite(self.noise) and self.noise >= 0):
            raise GateError(f"spread {self.spread} and noise {self.noise} were given; points from 0 are expected")

    def standard_error(self, prompts: int) -> float:
        """Of the mean difference, in points."""
        return max(self.spread / math.sqrt(prompts), UNSEEN / prompts)

    def half_width(self, prompts: int) -> float:
        """Half of the interval's width, in points; infinite for fewer than two prompts."""
        if prompts < 2:
            return math.inf
        tail = normal_sf(single_critical(1 - self.alpha / self.levels))
        critical = float(t_isf(tail, np.array([prompts - 1]))[0])
        return max(critical * self.standard_error(prompts), self.noise / math.sqrt(prompts))

    def power(self, prompts: int, drop: float) -> float:
        """The probability that a true drop of so many points is detected: that the interval is below zero.

        An unchanged candidate is shown to be equivalent within a margin of ``drop`` with the same probability.
        """
        return normal_sf((self.half_width(prompts) - drop) / self.standard_error(prompts))

    def prompts_needed(self, drop: float, power: float = DEFAULT_POWER) -> int | None:
        """The smallest number of prompts that detects such a drop with this probability.

        None if no number does, because the drop is zero, or more than 100 million would be needed.

        Raises:
            GateError: when the power is not between 0.5 and 1.
        """
        if not 0.5 <= power < 1:
            raise GateError(f"the power is {power}; at least 0.5 and less than 1 is expected, such as 0.8")
        reserve = normal_isf(1 - power)

        def suffices(prompts: int) -> bool:
            return self.half_width(prompts) + reserve * self.standard_error(prompts) <= drop

        if drop <= 0 or not suffices(_MOST_PROMPTS):
            return None
        few, enough = 1, 2
        while not suffices(enough):
            few, enough = enough, enough * 2
        while enough - few > 1:
            middle = (few + enough) // 2
            few, enough = (few, middle) if suffices(middle) else (middle, enough)
        return enough


@dataclass(frozen=True, slots=True)
class PlannedDrop:
    """``needed`` prompts detect this drop with the plan's power (None: no number does).

    ``power``: the probability of detecting it with the prompts that there are; None if their number is not known.
    """

    drop: float
    needed: int | None
    power: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a gate of this design can detect."""

    design: Design
    power: float
    prompts: int | None
    drops: tuple[PlannedDrop, ...]


def plan(design: Design, *, power: float = DEFAULT_POWER, prompts: int | None = None) -> Plan:
    """The prompts needed for each of ``DROPS``, and what the given number of prompts detects.

    Raises:
        GateError: when the power is not between 0.5 and 1, or fewer than two prompts are given.
    """
    if prompts is not None and prompts < 2:
        raise GateError(f"the number of prompts is {prompts}; at least 2 is expected")
    drops = (
        PlannedDrop(drop, design.prompts_needed(drop, power), design.power(prompts, drop) if prompts else None)
        for drop in DROPS
    )
    return Plan(design, power, prompts, tuple(drops))


def check_alpha(alpha: float) -> None:
    """Refuse a probability of error that makes no sense.

    Raises:
        GateError: when it is not between 0 and 0.5.
    """
    if not 0 < alpha < 0.5:
        raise GateError(f"alpha is {alpha}; a number between 0 and 0.5 is expected, such as 0.05")
