"""The chart of prompts needed against the drop to detect: the coordinates of an SVG that a template draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

from leaderboard.domain.gate.planning import DROPS, Design

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 280, 62, 16, 18, 44
_FIRST_DROP, _LAST_DROP, _STEPS = 0.5, 5.0, 45
_TICKS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class PlanChart:
    """In the SVG's units: the line, its marked points, and the ticks of both axes as (place, value).

    ``at_hand``: the height of the number of prompts that there are; None if it is not known or not on the chart.
    """

    line: str
    points: list[tuple[float, float, str]]
    drops: list[tuple[float, str]]
    prompts: list[tuple[float, str]]
    at_hand: float | None
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = _WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = _HEIGHT - _BOTTOM


def plan_chart(design: Design, power: float, prompts: int | None) -> PlanChart | None:
    """The chart, with prompts on a logarithmic axis; None where no number of prompts suffices."""
    step = (_LAST_DROP - _FIRST_DROP) / _STEPS
    drops = [_FIRST_DROP + at * step for at in range(_STEPS + 1)]
    needed = [(drop, count) for drop in drops if (count := design.prompts_needed(drop, power))]
    if len(needed) < 2:
        return None
    counts = [count for _drop, count in needed]
    low = math.floor(math.log10(min(*counts, prompts or min(counts))))
    high = math.ceil(math.log10(max(*counts, prompts or 1)))

    def x(drop: float) -> float:
        return round(_LEFT + (drop - _FIRST_DROP) / (_LAST_DROP - _FIRST_DROP) * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(count: float) -> float:
        share = (math.log10(count) - low) / max(1, high - low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)

    return PlanChart(
        line="M" + "L".join(f"{x(drop)} {y(count)}" for drop, count in needed),
        points=[(x(drop), y(count), f"{count:,}") for drop in DROPS if (count := design.prompts_needed(drop, power))],
        drops=[(x(tick), f"{tick:g}") for tick in (_FIRST_DROP, *_TICKS)],
        prompts=[(y(10**power_of_ten), f"{10**power_of_ten:,}") for power_of_ten in range(low, high + 1)],
        at_hand=y(prompts) if prompts else None,
    )
