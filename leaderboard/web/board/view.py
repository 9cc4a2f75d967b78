"""The state of a board's page, all of which its address holds: read from it, and written in one short way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from leaderboard.domain.scoring.scores import Scope
from leaderboard.web.board.columns import OVERALL_KEY, Columns, read_choice, tabs, write_choice
from leaderboard.web.board.lines import SIZES, Filters, Order

MOST_PINNED = 4
"""As many as can be compared."""

WEIGHTS = ("open", "closed")
DEFAULT_SORT = "rank"
_LONGEST_TEXT = 100
_MOST_PAGES = 10**6
_ASCENDING_FIRST = ("rank", "model", "organisation", "licence")

Query = Mapping[str, Sequence[str]]
"""An address's query: every name with its values."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """One state of the page.

    ``by`` is the leading column; ``sort`` a column, ``model``, or ``rank``, that of the leading column. ``columns`` are
    those beside the leading one, None for the usual ones; ``pins`` keys of generators.
    """

    by: str = OVERALL_KEY
    sort: str = DEFAULT_SORT
    descending: bool = False
    scope: Scope = Scope.JUDGED
    filters: Filters = field(default_factory=Filters)
    columns: tuple[str, ...] | None = None
    pins: tuple[int, ...] = ()
    page: int = 1

    def pairs(self, columns: Columns) -> list[tuple[str, str]]:
        """The state as names and values; what is the default is left out."""
        sort = f"-{self.sort}" if self.descending else self.sort
        named = {
            "by": "" if self.by == OVERALL_KEY else self.by,
            "sort": "" if sort == DEFAULT_SORT else sort,
            "scope": "" if self.scope == Scope.JUDGED else str(self.scope),
            **filter_values(self.filters),
            "columns": "" if self.columns is None else write_choice(columns, self.columns),
            "pin": ",".join(map(str, self.pins)),
            "page": "" if self.page == 1 else str(self.page),
        }
        return [(name, value) for name, value in named.items() if value]

    def address(self, known: Columns, /, **changes: Any) -> str:
        """The relative address of another state: ``changes`` are fields of this class. Other lines begin at page 1."""
        query = urlencode(replace(self, **{"page": 1, **changes}).pairs(known), safe=",")
        return f"?{query}" if query else "./"

    def order(self, columns: Columns) -> Order:
        """The order in which the lines are read."""
        column = columns.get(self.by if self.sort == DEFAULT_SORT else self.sort)
        if column is None or column.path is None:
            return Order(self.sort, None, self.descending)
        value = "target_mean" if self.scope == Scope.TARGET else "mean"
        return Order("rank" if self.sort == DEFAULT_SORT else value, column.path, self.descending)


def filter_values(filters: Filters) -> dict[str, str]:
    """The filters by their names in addresses, which are those of the form's fields."""
    return {
        "q": filters.words,
        "organisation": filters.organisation,
        "licence": filters.licence,
        "weights": filters.weights,
        "size": filters.size,
        "since": filters.since.isoformat() if filters.since else "",
    }


def begins_descending(sort: str) -> bool:
    """Whether the first press on a column's head shows the largest first."""
    return sort not in _ASCENDING_FIRST


def parse_view(query: Query, columns: Columns) -> BoardView:
    """Read an address; what is not understood is the default."""
    last = {name: values[-1] for name, values in query.items() if values}
    by = last.get("by", "")
    by = by if by in {column.key for column in tabs(columns)} else OVERALL_KEY
    sort = last.get("sort", "")
    key = sort.removeprefix("-")
    is_known = key in columns or key in (DEFAULT_SORT, "model")
    return BoardView(
        by=by,
        sort=key if is_known else DEFAULT_SORT,
        descending=is_known and sort.startswith("-"),
        scope=Scope.TARGET if last.get("scope") == Scope.TARGET else Scope.JUDGED,
        filters=_filters(last),
        columns=read_choice(columns, by, _listed(query, "columns")) if "columns" in query else None,
        pins=_numbers(_listed(query, "pin")),
        page=next(iter(_numbers([last.get("page", "")], _MOST_PAGES)), 1),
    )


def _filters(last: Mapping[str, str]) -> Filters:
    weights, size = last.get("weights", ""), last.get("size", "")
    return Filters(
        words=_text(last.get("q", "")),
        organisation=_text(last.get("organisation", "")),
        licence=_text(last.get("licence", "")),
        weights=weights if weights in WEIGHTS else "",
        size=size if size in SIZES else "",
        since=_day(last.get("since", "")),
    )


def _text(value: str) -> str:
    """One line without control characters, which PostgreSQL refuses."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", value).split())[:_LONGEST_TEXT].strip()


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _listed(query: Query, name: str) -> list[str]:
    """Values given with commas, one by one, or both."""
    return [one for value in query.get(name, ()) for one in value.split(",")]


def _numbers(values: Iterable[str], most: int = 2**63 - 1) -> tuple[int, ...]:
    """The first different positive numbers, as many as can be pinned."""
    found = (int(one) for one in values if re.fullmatch(r"[0-9]{1,19}", one))
    return tuple(dict.fromkeys(number for number in found if 0 < number <= most))[:MOST_PINNED]
