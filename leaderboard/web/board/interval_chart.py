"""The scores of a board's page as points with their 95 % intervals, drawn as SVG: numbers for a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.score_path import ScorePath
from leaderboard.web.board.rows import ScoredRow

WIDTH, LINE, LABEL, MARGIN = 900, 22, 230, 24
_TICKS = 6


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """``names`` as (y, name), ``ticks`` as (x, value); ``bars`` and ``points`` are path data for all models at once."""

    width: int
    height: int
    base: int
    label_x: int
    names: list[tuple[int, str]]
    ticks: list[tuple[str, str]]
    bars: str
    points: str


def interval_chart(rows: Sequence[ScoredRow], level: ScorePath) -> IntervalChart | None:
    """The rows whose interval on the level is known, in their order; None if there are fewer than two."""
    intervals = [
        (scored.row.generator_name, cell.mean, cell.mean_low, cell.mean_high)
        for scored in rows
        if (cell := scored.cells[level]).mean is not None and cell.mean_low is not None and cell.mean_high is not None
    ]
    if len(intervals) < 2:
        return None
    lowest, highest = min(low for _, _, low, _ in intervals), max(high for _, _, _, high in intervals)
    span = (highest - lowest) or 1.0

    def x(value: float) -> str:
        return f"{LABEL + (value - lowest) / span * (WIDTH - LABEL - MARGIN):.0f}"

    middles = [number * LINE + LINE // 2 for number in range(len(intervals))]
    ticks = [lowest + span * step / (_TICKS - 1) for step in range(_TICKS)]
    base = len(intervals) * LINE
    return IntervalChart(
        width=WIDTH,
        height=base + 30,
        base=base,
        label_x=LABEL - 12,
        names=list(zip(middles, (name for name, *_ in intervals), strict=True)),
        ticks=[(x(tick), f"{tick:.1f}") for tick in ticks],
        bars="".join(f"M{x(low)} {y}H{x(high)}" for y, (_, _, low, high) in zip(middles, intervals, strict=True)),
        points="".join(f"M{x(mean)} {y}h0" for y, (_, mean, _, _) in zip(middles, intervals, strict=True)),
    )
