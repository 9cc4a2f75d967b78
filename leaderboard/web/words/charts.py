"""Charts as pages pass them to ``includes/chart.html``: the drawing's data, and the same numbers as a table.

``static/charts.js`` has one drawing function per kind, which reads one of the ``…Data`` classes below. Scores are
points from 0 to 100 at full precision, None where missing; ``low`` to ``high`` is an interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, final

Kind = Literal["radar", "bars", "heatmap", "history", "differences"]
Value = str | int | float | None

_FIXED_HEIGHTS: dict[Kind, int] = {"radar": 400, "history": 320}
_LINE_HEIGHTS: dict[Kind, int] = {"bars": 23, "differences": 23, "heatmap": 44}
_FRAME = 64


class RadarLine(TypedDict):
    """One outline; a value per axis."""

    name: str
    values: list[float | None]


@final
class RadarData(TypedDict):
    """Outlines over the same axes. The first is the subject of the chart, and filled."""

    axes: list[str]
    lines: list[RadarLine]


class Bar(TypedDict):
    """One bar or difference. Those of one ``group`` stand together under its name ("": no group)."""

    label: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    reference: float | None
    """A number to compare with, drawn as a tick; None: no tick."""


@final
class BarsData(TypedDict):
    """Horizontal bars from 0 to 100 with whiskers. The names are for the legend; "" without references."""

    name: str
    reference_name: str
    bars: list[Bar]


@final
class DifferencesData(TypedDict):
    """Points with intervals around zero, coloured where zero is outside. ``left`` and ``right`` name the sides."""

    left: str
    right: str
    bars: list[Bar]


class HeatRow(TypedDict):
    """A row's name; rows of one ``group`` stand together under its name ("": no group)."""

    label: str
    group: str


class HeatCell(TypedDict):
    """``row`` and ``column`` count from 0. ``label`` is inside, ``mark`` by its number, ``title`` in the tooltip."""

    row: int
    column: int
    label: str
    title: str
    value: float | None
    mark: str


@final
class HeatmapData(TypedDict):
    """Cells coloured by value; the scale spans the values, rounded outwards to tens. Empty column names are hidden."""

    rows: list[HeatRow]
    columns: list[str]
    cells: list[HeatCell]


class HistoryLine(TypedDict):
    """A value with its interval per label; ``notes`` are short texts at the points, such as "#4"."""

    name: str
    values: list[float | None]
    low: list[float | None]
    high: list[float | None]
    notes: list[str]


@final
class HistoryData(TypedDict):
    """Lines over labels in order of time."""

    labels: list[str]
    lines: list[HistoryLine]


Data = RadarData | BarsData | DifferencesData | HeatmapData | HistoryData


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of a page. ``key`` is unique on the page and names its downloads; ``note`` says how to read it.

    ``rows`` are the numbers of ``data`` as a table under ``headings``; the first column names the row.
    """

    key: str
    kind: Kind
    title: str
    note: str
    data: Data
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]

    @property
    def data_id(self) -> str:
        """The id of the element that holds the data."""
        return f"chart-{self.key}"

    @property
    def height(self) -> int:
        """The drawing's height in px, which the page reserves before the script draws."""
        if "bars" in self.data:
            lines = _lines(self.data["bars"])
        elif "rows" in self.data:
            lines = _lines(self.data["rows"])
        else:
            return _FIXED_HEIGHTS[self.kind]
        return lines * _LINE_HEIGHTS[self.kind] + _FRAME

    @property
    def head(self) -> list[tuple[str, bool]]:
        """Each heading, with whether its column holds numbers."""
        return list(zip(self.headings, self._is_number(), strict=True))

    @property
    def body(self) -> list[list[tuple[Value, bool]]]:
        """The rows; each value with whether its column holds numbers."""
        return [list(zip(row, self._is_number(), strict=True)) for row in self.rows]

    def _is_number(self) -> list[bool]:
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.headings)
        return [any(isinstance(value, (int, float)) for value in column) for column in columns]


def _lines(named: Iterable[Bar] | Iterable[HeatRow]) -> int:
    """The lines of a drawing: one for each bar or row, and one for each group's name."""
    groups = [line["group"] for line in named]
    return len(groups) + len(set(groups) - {""})
