"""A score from 0 to 100 as a bar with the whisker of its interval: the two lines of a small SVG."""

from __future__ import annotations

from typing import NamedTuple

WIDTH, HEIGHT = 120, 14
"""Pixels; the whole width is 100 points, in every row of every board."""


class ScoreBar(NamedTuple):
    """Path data; ``whisker`` is empty where the interval is not known."""

    bar: str
    whisker: str


def score_bar(value: float, low: float | None = None, high: float | None = None) -> ScoreBar:
    """The bar reaches to ``value``, the whisker from ``low`` to ``high``, both cut where the scale ends."""
    middle = HEIGHT // 2
    if low is None or high is None:
        return ScoreBar(f"M0 {middle}H{_x(value)}", "")
    cap = f"v{HEIGHT - 4}"
    return ScoreBar(f"M0 {middle}H{_x(value)}", f"M{_x(low)} 2{cap}M{_x(low)} {middle}H{_x(high)}M{_x(high)} 2{cap}")


def _x(value: float) -> str:
    return f"{min(max(value, 0.0), 100.0) * WIDTH / 100:.1f}".removesuffix(".0")
