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
from leaderboard.queries.boards import Cell, Row

SortValue = str | float | int | bool | None
_FACTS = ("rank", "model", "organisation", "licence", "weights")
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
    """One dimension's score in one row; ranks are shown in the scope in which they were given."""

    value: float | None
    rank: int | None


class ShownRow(NamedTuple):
    """One row as the table shows it."""

    row: Row
    overall: float | None
    dimensions: list[ShownScore]


def parse_view(query: Mapping[str, str], columns: Iterable[str]) -> View:
    """Read the address; what is not understood is the default."""
    asked = query.get("sort", DEFAULT_SORT)
    key = asked.removeprefix("-")
    known = {*_FACTS, *(column_key(column) for column in columns)}
    scope = Scope.TARGET if query.get("scope") == Scope.TARGET else Scope.JUDGED
    if key not in known:
        return View(DEFAULT_SORT, False, scope)
    return View(key, asked.startswith("-"), scope)


def sort_rows(rows: Iterable[Row], view: View, columns: Iterable[str]) -> list[Row]:
    """The rows in the order asked for, at full precision; a missing value stands last in both directions."""
    score_columns = {column_key(column): column for column in columns}
    listed = [(_sort_value(row, view, score_columns), row) for row in rows]
    present = [(value, row) for value, row in listed if value is not None]
    # sorted() keeps the rank's order among equals, in reverse too.
    present = sorted(present, key=lambda pair: pair[0], reverse=view.descending)
    return [row for _value, row in present] + [row for value, row in listed if value is None]


def shown_rows(rows: Iterable[Row], view: View) -> list[ShownRow]:
    """The rows' scores in the scope asked for."""
    return [
        ShownRow(
            row,
            row.overall.value(view.scope),
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


def _sort_value(row: Row, view: View, score_columns: Mapping[str, str]) -> SortValue:
    if view.sort in score_columns:
        return row.cells[score_columns[view.sort]].value(view.scope)
    facts: dict[str, SortValue] = {
        "rank": row.overall.rank,
        "model": row.name.casefold(),
        "organisation": row.organisation.casefold(),
        "licence": row.licence.casefold(),
        "weights": row.open_weights,
    }
    return facts[view.sort]


def _shown_score(cell: Cell, scope: Scope) -> ShownScore:
    return ShownScore(cell.value(scope), cell.rank if scope == Scope.JUDGED else None)
