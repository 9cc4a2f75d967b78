"""The chart of score against cost: the coordinates of an SVG that a template draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.web.compare.costs import CostedModel

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 900, 420, 54, 24, 24, 54
_STEPS = (1, 2, 5)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class CostPoint:
    """A model's point; only those of the front have their name beside it, on the side of ``anchor``."""

    model: CostedModel
    x: float
    y: float
    name_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class CostChart:
    """In the SVG's units; ``costs`` and ``scores`` are the ticks as (place, value), ``front`` is path data."""

    points: list[CostPoint]
    costs: list[tuple[float, str]]
    scores: list[tuple[float, str]]
    front: str
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = _WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = _HEIGHT - _BOTTOM


def cost_chart(models: Sequence[CostedModel]) -> CostChart | None:
    """The chart, with costs on a logarithmic axis; None for fewer than two models."""
    if len(models) < _FEWEST:
        return None
    ticks = cost_ticks([model.cost for model in models])
    low, high = (math.floor(min(m.score for m in models) / 5) * 5, math.ceil(max(m.score for m in models) / 5) * 5)
    high = max(high, low + 5)
    span = math.log(ticks[-1] / ticks[0])

    def x(cost: float) -> float:
        return round(_LEFT + math.log(cost / ticks[0]) / span * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(score: float) -> float:
        return round(_TOP + (high - score) / (high - low) * (_HEIGHT - _TOP - _BOTTOM), 1)

    points = [_point(model, x(model.cost), y(model.score)) for model in models]
    front = sorted((point.x, point.y) for point in points if point.model.is_front)
    return CostChart(
        points=points,
        costs=[(x(tick), f"{tick:.6f}".rstrip("0").rstrip(".")) for tick in ticks],
        scores=[(y(score), str(score)) for score in range(low, high + 1, 5 if high - low <= 40 else 10)],
        front="M" + "L".join(f"{at} {height}" for at, height in front),
    )


def _point(model: CostedModel, x: float, y: float) -> CostPoint:
    is_right = x > _WIDTH * 0.7
    return CostPoint(model, x, y, round(x - 10 if is_right else x + 10, 1), "end" if is_right else "start")


def cost_ticks(costs: Sequence[float]) -> list[float]:
    """At least two round values (1, 2, 5, 10, …) from at most the least cost to at least the greatest.

    Beyond nine of them only the powers of ten are kept, with the two at the ends.
    """
    exponents = range(math.floor(math.log10(min(costs))) - 1, math.ceil(math.log10(max(costs))) + 2)
    values = [float(f"{step}e{exponent}") for exponent in exponents for step in _STEPS]
    first = max(at for at, value in enumerate(values) if value <= min(costs))
    last = min(at for at, value in enumerate(values) if value >= max(costs))
    ticks = values[first : max(last, first + 1) + 1]
    if len(ticks) <= 9:
        return ticks
    return [ticks[0], *(tick for tick in ticks[1:-1] if math.log10(tick).is_integer()), ticks[-1]]
