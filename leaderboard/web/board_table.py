"""How a board's table is asked for (``?sort=`` and ``?scope=``), sorted and headed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from leaderboard.domain.ranking import OVERALL
from leaderboard.domain.scoring import Scope
from leaderboard.queries.board_files import column_key
from leaderboard.queries.boards import FACT_ORDERS, Cell, Order, Row

_ASCENDING_FIRST = ("rank", "model", "organisation", "licence")
DEFAULT_SORT = "rank"


@dataclass(frozen=True, slots=True)
class View:
    """The state of the page that its address holds."""

    sort: str
    descending: bool
    scope: Scope

    def address(self, *, sort: str | None = None, scope: Scope | None = None) -> str:
        """The query string of another state; what is the default is left out."""
        current = f"-{self.sort}" if self.descending else self.sort
        wanted = {"sort": sort or current, "scope": scope or self.scope}
        defaults = {"sort": DEFAULT_SORT, "scope": Scope.JUDGED}
        return "?" + urlencode({name: str(value) for name, value in wanted.items() if value != defaults[name]})


class Heading(NamedTuple):
    """One column's head: its link, and how the column is sorted now ("" or a value of aria-sort)."""

    key: str
    label: str
    href: str
    aria_sort: str
    is_score: bool


class ShownScore(NamedTuple):
    """One dimension's score in one row; ranks and errors are shown in the scope in which they were computed."""

    value: float | None
    rank: int | None
    rank_low: int | None = None
    rank_high: int | None = None
    half_width: float | None = None


class ShownRow(NamedTuple):
    """One row as the table shows it."""

    row: Row
    overall: ShownScore
    dimensions: list[ShownScore]


def parse_view(query: Mapping[str, str], columns: Iterable[str]) -> View:
    """Read the address; what is not understood is the default."""
    asked = query.get("sort", DEFAULT_SORT)
    key = asked.removeprefix("-")
    scope = Scope.TARGET if query.get("scope") == Scope.TARGET else Scope.JUDGED
    if key not in {*FACT_ORDERS, *map(column_key, columns)}:
        return View(DEFAULT_SORT, False, scope)
    return View(key, asked.startswith("-"), scope)


def order_of(view: View, columns: Iterable[str]) -> Order:
    """The order in which the rows are read."""
    scores = {column_key(column): column for column in columns}
    return Order(view.sort, view.descending, view.scope, scores.get(view.sort))


def shown_rows(rows: Iterable[Row], view: View) -> list[ShownRow]:
    """The rows' scores in the scope asked for."""
    return [
        ShownRow(
            row,
            _shown_score(row.overall, view.scope),
            [_shown_score(cell, view.scope) for column, cell in row.cells.items() if column != OVERALL],
        )
        for row in rows
    ]


def headings(view: View, columns: Iterable[str]) -> list[Heading]:
    """All columns' heads, with links that sort by them or turn their order round."""
    scores = {column_key(column): column or _("Overall") for column in columns}
    labels = {
        "rank": _("Rank"),
        "model": _("Model"),
        **scores,
        "organisation": _("Organisation"),
        "licence": _("Licence"),
        "weights": _("Weights"),
    }
    return [_heading(view, key, label, is_score=key in scores) for key, label in labels.items()]


def _heading(view: View, key: str, label: str, *, is_score: bool) -> Heading:
    if view.sort == key:
        descending, aria = not view.descending, "descending" if view.descending else "ascending"
    else:
        descending, aria = key not in _ASCENDING_FIRST, ""
    return Heading(key, label, view.address(sort=f"-{key}" if descending else key), aria, is_score)


def _shown_score(cell: Cell, scope: Scope) -> ShownScore:
    if scope == Scope.TARGET:
        return ShownScore(cell.target_mean, None)
    half_width = None if cell.mean_low is None or cell.mean_high is None else (cell.mean_high - cell.mean_low) / 2
    return ShownScore(cell.mean, cell.rank, cell.rank_low, cell.rank_high, half_width)
