"""The axis that all intervals of a board's page share: it spans the scores that are shown, not 0 to 100."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from leaderboard.queries.boards import Cell
from leaderboard.web.words.numbers import on_scale

_MOST_TICKS = 4
_STEPS = (1, 2, 5, 10)
_MARGIN = 0.03
_LEAST_SPAN = 1.0  # points


class Tick(NamedTuple):
    """A mark on the axis: its place as a percentage of the width, and its label."""

    at: str
    label: str


class IntervalMark(NamedTuple):
    """A score on the axis, in percent of its width; ``low`` and ``high`` are "" if its interval is unknown."""

    at: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high`` points, with a tick at every multiple of ``step``."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[Tick]:
        """All ticks from left to right."""
        decimals = max(0, -math.floor(math.log10(self.step)))
        multiples = range(math.ceil(self.low / self.step), math.floor(self.high / self.step) + 1)
        return [Tick(self._at(number * self.step), f"{number * self.step:.{decimals}f}") for number in multiples]

    def mark(self, value: float, low: float | None = None, high: float | None = None) -> IntervalMark:
        """A score with its interval, if that is known."""
        if low is None or high is None:
            return IntervalMark(self._at(value))
        return IntervalMark(self._at(value), self._at(on_scale(low)), self._at(on_scale(high)))

    def _at(self, value: float) -> str:
        return _percent((value - self.low) / (self.high - self.low))


def shared_axis(cells: Iterable[Cell], *, is_target_scope: bool) -> Axis | None:
    """The axis that holds these scores and, in the judged scope, their intervals; None if there are no scores."""
    values: list[float] = []
    for cell in cells:
        in_scope = (cell.target_mean,) if is_target_scope else (cell.mean, cell.mean_low, cell.mean_high)
        numbers = map(on_scale, in_scope)
        values += [number for number in numbers if number is not None]
    if not values:
        return None
    low, high = min(values), max(values)
    # Equal scores need some width, too.
    margin = max((high - low) * _MARGIN, _LEAST_SPAN / 2 if high - low < _LEAST_SPAN else 0.0)
    low, high = low - margin, high + margin
    return Axis(low, high, _step(high - low))


def _step(span: float) -> float:
    """The smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, … points that divides the span into few parts."""
    scale = 10.0 ** math.floor(math.log10(span / _MOST_TICKS))
    return next(step * scale for step in _STEPS if span <= step * scale * _MOST_TICKS)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0") + "%"
