"""Charts as pages hand them to ``includes/chart.html``: what is drawn, and the same numbers as a table.

``static/charts.js`` has one drawing function per kind; the shapes that it reads are the ``…Data`` classes below. All
scores are points from 0 to 100 at full precision, None where there is none; ``low`` to ``high`` is an interval.
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
    """The first line is what the chart is about and drawn filled."""

    axes: list[str]
    lines: list[RadarLine]


class Bar(TypedDict):
    """One line of bars or differences. Bars of one ``group`` stand together under its name ("": no group)."""

    label: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    reference: float | None
    """Another number to compare with, drawn as a tick; None: no tick."""


@final
class BarsData(TypedDict):
    """Horizontal bars from 0 to 100 with whiskers; names for the legend, ``reference_name`` "" without references."""

    name: str
    reference_name: str
    bars: list[Bar]


@final
class DifferencesData(TypedDict):
    """Points with intervals around zero: coloured where the interval leaves out zero. The words name the two sides."""

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
    """Cells coloured from the least to the highest tens of their values; empty names of columns are not shown."""

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
    """Lines over labels in their order of time."""

    labels: list[str]
    lines: list[HistoryLine]


Data = RadarData | BarsData | DifferencesData | HeatmapData | HistoryData


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of a page. ``key`` is unique on the page and names the downloaded files; ``note`` says how to read it.

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
        """Pixels that the drawing takes, known before anything is drawn."""
        if "bars" in self.data:
            lines = _lines(self.data["bars"])
        elif "rows" in self.data:
            lines = _lines(self.data["rows"])
        else:
            return _FIXED_HEIGHTS[self.kind]
        return lines * _LINE_HEIGHTS[self.kind] + _FRAME

    @property
    def head(self) -> list[tuple[str, bool]]:
        """Headings, and whether numbers stand under them."""
        return list(zip(self.headings, self._is_number(), strict=True))

    @property
    def body(self) -> list[list[tuple[Value, bool]]]:
        """Rows of values, and whether they are numbers."""
        return [list(zip(row, self._is_number(), strict=True)) for row in self.rows]

    def _is_number(self) -> list[bool]:
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.headings)
        return [any(isinstance(value, (int, float)) for value in column) for column in columns]


def _lines(named: Iterable[Bar] | Iterable[HeatRow]) -> int:
    """How many lines of a drawing they take, each group with a line for its name."""
    groups = [one["group"] for one in named]
    return len(groups) + len(set(groups) - {""})
