"""The judge's rank of every model against people's: the coordinates of an SVG that a template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leaderboard.domain.agreement.agreement import RankPair, Rated, rank_pairs
from leaderboard.web.words.names import isolated

_LEFT, _BOTTOM, _MARGIN = 54, 54, 12
_SMALLEST, _LARGEST, _CELL = 300, 420, 22
_FEWEST = 4
"""With fewer models there is no chart, as there is no interval."""
_NAMED = 24
"""With more models the names are left out."""
_TICK_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MOST_TICKS = 10


@dataclass(frozen=True, slots=True)
class RankPoint:
    """One model. ``name`` is "" where there is no room for it; ``anchor`` puts it left or right of the point.

    ``told`` is the point's tooltip.
    """

    x: float
    y: float
    name: str
    name_x: float
    anchor: str
    told: str


@dataclass(frozen=True, slots=True)
class RankChart:
    """A square with rank 1 at its top left, in the SVG's units; ``ticks`` are (x, y, rank)."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    side: int
    middle_x: float
    middle_y: float
    ticks: list[tuple[float, float, int]]
    points: list[RankPoint]


def rank_chart(models: Sequence[Rated], column: str) -> RankChart | None:
    """The chart of the models that have both scores of a column; None with fewer than four."""
    pairs = rank_pairs(models, column)
    if len(pairs) < _FEWEST:
        return None
    side = max(_SMALLEST, min(_LARGEST, len(pairs) * _CELL))
    scale = _Scale(side / len(pairs))
    right, bottom = _LEFT + side, _MARGIN + side
    return RankChart(
        width=right + _MARGIN,
        height=bottom + _BOTTOM,
        left=_LEFT,
        right=right,
        top=_MARGIN,
        bottom=bottom,
        side=side,
        middle_x=_LEFT + side / 2,
        middle_y=_MARGIN + side / 2,
        ticks=[(scale.x(rank), scale.y(rank), rank) for rank in _ticks(len(pairs))],
        points=_points(pairs, scale),
    )


class _Scale:
    """Coordinates of ranks: each rank is the middle of a cell."""

    def __init__(self, cell: float) -> None:
        self._cell = cell

    def x(self, rank: float) -> float:
        return round(_LEFT + (rank - 0.5) * self._cell, 1)

    def y(self, rank: float) -> float:
        return round(_MARGIN + (rank - 0.5) * self._cell, 1)


def _points(pairs: Sequence[RankPair], scale: _Scale) -> list[RankPoint]:
    in_row = [pair.human for pair in pairs]
    points = []
    for pair in pairs:
        on_the_left = pair.judge * 2 > len(pairs)
        x = scale.x(pair.judge)
        # Names of models that share a rank by people would overlap.
        named = len(pairs) <= _NAMED and in_row.count(pair.human) == 1
        told = _("%(name)s: rank %(judge)d by the judge, %(human)d by people") % {
            "name": isolated(pair.name),
            "judge": pair.judge,
            "human": pair.human,
        }
        points.append(
            RankPoint(
                x=x,
                y=scale.y(pair.human),
                name=pair.name if named else "",
                name_x=round(x - 9 if on_the_left else x + 9, 1),
                anchor="end" if on_the_left else "start",
                told=told,
            )
        )
    return points


def _ticks(models: int) -> list[int]:
    step = next((step for step in _TICK_STEPS if models / step <= _MOST_TICKS), _TICK_STEPS[-1])
    return sorted({1, *range(step, models + 1, step)})
