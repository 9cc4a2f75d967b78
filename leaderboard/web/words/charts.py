"""Charts as pages pass them to ``includes/chart.html``: the drawing's data, and the same numbers as a table.

``static/charts.js`` has one drawing function per kind, which reads one of the ``…Data`` classes below. Scores are
points from 0 to 100 at full precision, None where missing; ``low`` to ``high`` is an interval, cut at the scale's ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, final

Kind = Literal["bars", "history", "differences"]
Value = str | int | float | None

_FIXED_HEIGHTS: dict[Kind, int] = {"history": 320}
_LINE_HEIGHTS: dict[Kind, int] = {"bars": 23, "differences": 23}
_FRAME = 64


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


Data = BarsData | DifferencesData | HistoryData


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers under headings, as ``includes/chart_table.html`` shows them; the first column names the row."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]

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


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of a page. ``key`` is unique on the page and names its downloads; ``note`` says how to read it.

    ``rows`` are the numbers of ``data`` as a table under ``headings``.
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
            return _lines(self.data["bars"]) * _LINE_HEIGHTS[self.kind] + _FRAME
        return _FIXED_HEIGHTS[self.kind]

    @property
    def table(self) -> Table:
        """The same numbers as a table."""
        return Table(self.title, self.headings, self.rows)


def _lines(bars: Iterable[Bar]) -> int:
    """The lines of a drawing: one for each bar, and one for each group's name."""
    groups = [bar["group"] for bar in bars]
    return len(groups) + len(set(groups) - {""})
