"""The overall scores of a board as points with their 95 % intervals, drawn as SVG: numbers for a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.queries.boards import Row

WIDTH, LINE, LABEL, MARGIN = 900, 26, 230, 24
_TICKS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """One model; all lengths in the chart's units. ``left`` to ``right`` is its interval."""

    name: str
    submission_id: int
    x: float
    left: float
    right: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All points, and ticks as (x, value)."""

    width: int
    height: int
    base: float
    label_x: float
    points: list[Point]
    ticks: list[tuple[float, str]]


def interval_chart(rows: Sequence[Row]) -> Chart | None:
    """The chart of the rows whose interval is known, in their order; None where there are fewer than two."""
    shown = [row for row in rows if row.overall.mean_low is not None and row.overall.mean_high is not None]
    if len(shown) < 2:
        return None
    lowest = min(row.overall.mean_low or 0.0 for row in shown)
    highest = max(row.overall.mean_high or 0.0 for row in shown)
    span = (highest - lowest) or 1.0

    def x(value: float | None) -> float:
        return round(LABEL + ((value or 0.0) - lowest) / span * (WIDTH - LABEL - MARGIN), 1)

    points = [
        Point(
            row.name,
            row.submission_id,
            x(row.overall.mean),
            x(row.overall.mean_low),
            x(row.overall.mean_high),
            (number + 0.5) * LINE,
            f"{row.name}: {row.overall.mean:.2f}, 95 %: {row.overall.mean_low:.2f} – {row.overall.mean_high:.2f}",
        )
        for number, row in enumerate(shown)
    ]
    ticks = [lowest + span * step / (_TICKS - 1) for step in range(_TICKS)]
    base = len(shown) * LINE
    return Chart(WIDTH, base + 30, base, LABEL - 12, points, [(x(tick), f"{tick:.1f}") for tick in ticks])
