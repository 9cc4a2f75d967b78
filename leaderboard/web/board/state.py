"""The state of a board's page, which is all in its address: read from it, and written in one short form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.web.board.columns import BoardColumn, BoardColumns

MOST_PINNED = 4
"""As many as can be compared."""

SIZES: Mapping[str, tuple[float | None, float | None]] = {
    "under-1": (None, 1e9),
    "1-4": (1e9, 4e9),
    "4-10": (4e9, 10e9),
    "10-20": (10e9, 20e9),
    "from-20": (20e9, None),
    "unknown": (None, None),
}
"""Ranges of parameters: from the first number, and below the second."""

WEIGHTS = ("open", "closed")
DEFAULT_SORT = "rank"
_LONGEST_TEXT = 100
_MOST_PAGES = 10**6
_ASCENDING_FIRST = ("rank", "model", "organisation", "licence")

PARAMETERS = (
    *("by", "sort", "scope", "q", "organisation", "licence", "weights", "size", "since", "columns", "pin", "page"),
)
"""The names in an address that mean something; all others are ignored."""

Query = Mapping[str, Sequence[str]]
"""An address's query: every name with its values."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows are wanted. An empty filter accepts every row; ``since`` is a day in UTC."""

    words: str = ""
    organisation: str = ""
    licence: str = ""
    weights: str = ""
    size: str = ""
    since: date | None = None

    def values(self) -> dict[str, str]:
        """The filters by their names in addresses and in the form."""
        return {
            "q": self.words,
            "organisation": self.organisation,
            "licence": self.licence,
            "weights": self.weights,
            "size": self.size,
            "since": self.since.isoformat() if self.since else "",
        }


@dataclass(frozen=True, slots=True)
class RowOrder:
    """By a fact's name, or by ``rank``, ``mean`` or ``target_mean`` of a level."""

    by: str
    level: ScorePath | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class BoardView:
    """One state of the page.

    ``columns`` are all that the release has. ``by`` names the leading one. ``sort`` names a column, or is ``model`` or
    ``rank`` (that in the leading column). ``chosen`` names the columns beside the leading one, None for the usual ones.
    ``pins`` are ids of generators.
    """

    columns: BoardColumns = field(repr=False, compare=False)
    by: str = OVERALL.slug
    sort: str = DEFAULT_SORT
    descending: bool = False
    scope: Scope = Scope.JUDGED
    filters: Filters = field(default_factory=Filters)
    chosen: tuple[str, ...] | None = None
    pins: tuple[int, ...] = ()
    page: int = 1

    @property
    def lead(self) -> BoardColumn:
        """The leading column, always a score."""
        return self.columns[self.by]

    @property
    def level(self) -> ScorePath:
        """The leading column's level."""
        return self.lead.path or OVERALL

    @property
    def shown(self) -> list[BoardColumn]:
        """The columns beside the leading one: scores first, then facts."""
        names = self.columns.usual(self.by) if self.chosen is None else self.chosen
        return sorted((self.columns[name] for name in names), key=lambda column: column.path is None)

    @property
    def is_filtered(self) -> bool:
        return self.filters != Filters()

    @property
    def is_target_scope(self) -> bool:
        return self.scope == Scope.TARGET

    @property
    def order(self) -> RowOrder:
        """The order in which the rows are read."""
        column = self.columns.get(self.by if self.sort == DEFAULT_SORT else self.sort)
        if column is None or column.path is None:
            return RowOrder(self.sort, None, self.descending)
        value = "target_mean" if self.is_target_scope else "mean"
        return RowOrder("rank" if self.sort == DEFAULT_SORT else value, column.path, self.descending)

    def pairs(self) -> list[tuple[str, str]]:
        """The state as names and values; what is the default is left out."""
        sort = f"-{self.sort}" if self.descending else self.sort
        named = {
            "by": "" if self.by == OVERALL.slug else self.by,
            "sort": "" if sort == DEFAULT_SORT else sort,
            "scope": "" if self.scope == Scope.JUDGED else str(self.scope),
            **self.filters.values(),
            "columns": "" if self.chosen is None else self.columns.write_choice(self.chosen),
            "pin": ",".join(map(str, self.pins)),
            "page": "" if self.page == 1 else str(self.page),
        }
        return [(name, value) for name, value in named.items() if value]

    def query(self) -> str:
        """The state as the query of its address with its "?"; "" for the first state."""
        pairs = self.pairs()
        return f"?{urlencode(pairs, safe=',')}" if pairs else ""

    def address(self, **changes: Any) -> str:
        """The relative address of another state: ``changes`` are fields of this class. Other rows begin at page 1."""
        return replace(self, **{"page": 1, **changes}).query() or "./"


def begins_descending(sort: str) -> bool:
    """Whether the first click on a column's head shows the largest first."""
    return sort not in _ASCENDING_FIRST


def read_view(query: Query, columns: BoardColumns) -> BoardView:
    """Read an address; a value that is not understood gives the default."""
    last = {name: values[-1] for name, values in query.items() if values}
    by = last.get("by", "")
    by = by if by in {tab.name for tab in columns.tabs} else OVERALL.slug
    sort = last.get("sort", "")
    sort_name = sort.removeprefix("-")
    is_known = sort_name in columns or sort_name in (DEFAULT_SORT, "model")
    return BoardView(
        columns,
        by=by,
        sort=sort_name if is_known else DEFAULT_SORT,
        descending=is_known and sort.startswith("-"),
        scope=Scope.TARGET if last.get("scope") == Scope.TARGET else Scope.JUDGED,
        filters=_filters(last),
        chosen=columns.read_choice(by, _listed(query, "columns")) if "columns" in query else None,
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
    return [part for value in query.get(name, ()) for part in value.split(",")]


def _numbers(values: Iterable[str], most: int = 2**63 - 1) -> tuple[int, ...]:
    """The first different positive numbers, as many as can be pinned."""
    numbers = (int(value) for value in values if re.fullmatch(r"[0-9]{1,19}", value))
    return tuple(dict.fromkeys(number for number in numbers if 0 < number <= most))[:MOST_PINNED]
