"""The scores of a board's page as points with their 95 % intervals, drawn as SVG: numbers for a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.score_path import ScorePath
from leaderboard.web.board.lines import BoardLine

WIDTH, LINE, LABEL, MARGIN = 900, 22, 230, 24
_TICKS = 6


@dataclass(frozen=True, slots=True)
class Chart:
    """``names`` as (y, name), ``ticks`` as (x, value); ``bars`` and ``points`` are path data for all models at once."""

    width: int
    height: int
    base: int
    label_x: int
    names: list[tuple[int, str]]
    ticks: list[tuple[str, str]]
    bars: str
    points: str


def interval_chart(lines: Sequence[BoardLine], level: ScorePath) -> Chart | None:
    """The chart of the lines whose interval on the level is known, in their order; None where there are not two."""
    shown = [
        (one.line.generator_name, cell.mean, cell.mean_low, cell.mean_high)
        for one in lines
        if (cell := one.cells[level]).mean is not None and cell.mean_low is not None and cell.mean_high is not None
    ]
    if len(shown) < 2:
        return None
    lowest, highest = min(one[2] for one in shown), max(one[3] for one in shown)
    span = (highest - lowest) or 1.0

    def x(value: float) -> str:
        return f"{LABEL + (value - lowest) / span * (WIDTH - LABEL - MARGIN):.0f}"

    middles = [number * LINE + LINE // 2 for number in range(len(shown))]
    ticks = [lowest + span * step / (_TICKS - 1) for step in range(_TICKS)]
    base = len(shown) * LINE
    return Chart(
        width=WIDTH,
        height=base + 30,
        base=base,
        label_x=LABEL - 12,
        names=list(zip(middles, (one[0] for one in shown), strict=True)),
        ticks=[(x(tick), f"{tick:.1f}") for tick in ticks],
        bars="".join(f"M{x(low)} {y}H{x(high)}" for y, (_, _, low, high) in zip(middles, shown, strict=True)),
        points="".join(f"M{x(mean)} {y}h0" for y, (_, mean, _, _) in zip(middles, shown, strict=True)),
    )
