"""The state of a board's page, which is all in its address: read from it, and written in one short form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.web.board.columns import WEIGHTING, BoardColumn, BoardColumns
from leaderboard.web.board.filters import FILTER_NAMES, Filters, Query, number_text, read_filters, read_number

MOST_PINNED = 4
"""As many as can be compared."""

DEFAULT_SORT = "rank"
FIRST_PROMPT = "first"
_MOST_PAGES = 10**6
_MOST_WEIGHT = 100
_ASCENDING_FIRST = ("rank", "model", "organisation", "licence", "kind", "price")

PARAMETERS = (*("by", WEIGHTING, "sort", "scope", "columns", "prompt", "pin", "page"), *FILTER_NAMES)
"""The names in an address that mean something; all others are ignored."""


@dataclass(frozen=True, slots=True)
class RowOrder:
    """By a fact's name; by ``rank``, ``mean`` or ``target_mean`` of a level; or by a weighted mean of levels."""

    by: str
    level: ScorePath | None = None
    descending: bool = False
    weights: tuple[tuple[ScorePath, float], ...] = ()


@dataclass(frozen=True, slots=True)
class BoardView:
    """One state of the page.

    ``columns`` are all that the release has. ``by`` names the leading one; with the reader's own ``weighting`` of the
    dimensions, their weighted mean leads instead. ``sort`` names a column, or is ``model`` or ``rank`` (the order of
    the leading column). ``chosen`` names the columns beside the leading one, None for the usual ones. ``prompt`` is the
    key of the prompt whose pictures are shown, "first" for the suite's first, "" for none. ``pins`` are ids of
    generators.
    """

    columns: BoardColumns = field(repr=False, compare=False)
    by: str = OVERALL.slug
    weighting: tuple[float, ...] | None = None
    sort: str = DEFAULT_SORT
    descending: bool = False
    scope: Scope = Scope.JUDGED
    filters: Filters = field(default_factory=Filters)
    chosen: tuple[str, ...] | None = None
    prompt: str = ""
    pins: tuple[int, ...] = ()
    page: int = 1

    @property
    def lead_name(self) -> str:
        """The leading column's name."""
        return WEIGHTING if self.weighting else self.by

    @property
    def lead(self) -> BoardColumn:
        """The leading column: a level's score, or the reader's own."""
        return BoardColumn(WEIGHTING, _("Your weighting")) if self.weighting else self.columns[self.by]

    @property
    def level(self) -> ScorePath:
        """The level whose ranks are shown: the leading column's, or the overall beside the reader's own."""
        return self.lead.path or OVERALL

    @property
    def weights(self) -> tuple[tuple[ScorePath, float], ...]:
        """The dimensions that count in the reader's own mean, with their weights; empty without one."""
        paths = [column.path or OVERALL for column in self.columns.dimensions]
        return tuple((path, weight) for path, weight in zip(paths, self.weighting or (), strict=False) if weight)

    @property
    def selected(self) -> tuple[str, ...]:
        """The names of the columns beside the leading one, as they were chosen."""
        return self.columns.usual(self.lead_name) if self.chosen is None else self.chosen

    @property
    def shown(self) -> list[BoardColumn]:
        """The columns beside the leading one, scores first; the one by which the rows are sorted is among them."""
        names = dict.fromkeys(self.selected)
        if self.sort in self.columns and self.sort != self.lead_name:
            names[self.sort] = None
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
        value = "target_mean" if self.is_target_scope else "mean"
        if self.sort == DEFAULT_SORT and self.weighting:
            # Like ranks: the first state has the best first.
            return RowOrder(value, None, not self.descending, self.weights)
        column = self.columns.get(self.by if self.sort == DEFAULT_SORT else self.sort)
        if column is None or column.path is None:
            return RowOrder(self.sort, None, self.descending)
        return RowOrder("rank" if self.sort == DEFAULT_SORT else value, column.path, self.descending)

    def pairs(self) -> list[tuple[str, str]]:
        """The state as names and values; what is the default is left out."""
        sort = f"-{self.sort}" if self.descending else self.sort
        named = [
            ("by", "" if self.by == OVERALL.slug else self.by),
            (WEIGHTING, ",".join(map(number_text, self.weighting or ()))),
            ("sort", "" if sort == DEFAULT_SORT else sort),
            ("scope", "" if self.scope == Scope.JUDGED else str(self.scope)),
            *self.filters.pairs(),
            ("columns", "" if self.chosen is None else self.columns.write_choice(self.lead_name, self.chosen)),
            ("prompt", self.prompt),
            ("pin", ",".join(map(str, self.pins))),
            ("page", "" if self.page == 1 else str(self.page)),
        ]
        return [(name, value) for name, value in named if value]

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
    weighting = None if columns.is_score(by) else _weighting(_listed(query, WEIGHTING), columns)
    by = by if columns.is_score(by) else OVERALL.slug
    sort = last.get("sort", "")
    sort_name = sort.removeprefix("-")
    is_known = sort_name in columns or sort_name in (DEFAULT_SORT, "model")
    lead = WEIGHTING if weighting else by
    return BoardView(
        columns,
        by=by,
        weighting=weighting,
        sort=sort_name if is_known else DEFAULT_SORT,
        descending=is_known and sort.startswith("-"),
        scope=Scope.TARGET if last.get("scope") == Scope.TARGET else Scope.JUDGED,
        filters=read_filters(query),
        chosen=columns.read_choice(lead, _listed(query, "columns")) if "columns" in query else None,
        prompt=prompt if re.fullmatch(r"[-\w]{1,63}", prompt := last.get("prompt", ""), re.ASCII) else "",
        pins=_numbers(_listed(query, "pin")),
        page=next(iter(_numbers([last.get("page", "")], _MOST_PAGES)), 1),
    )


def _weighting(texts: list[str], columns: BoardColumns) -> tuple[float, ...] | None:
    """A weight for each dimension, in the rubric's order; None unless there are as many, and one that is not 0."""
    weights = tuple(read_number(text, _MOST_WEIGHT) or 0.0 for text in texts)
    return weights if len(weights) == len(columns.dimensions) and any(weights) else None


def _listed(query: Query, name: str) -> list[str]:
    """Values given with commas, one by one, or both."""
    return [part for value in query.get(name, ()) for part in value.split(",")]


def _numbers(values: Iterable[str], most: int = 2**63 - 1) -> tuple[int, ...]:
    """The first different positive numbers, as many as can be pinned."""
    numbers = (int(value) for value in values if re.fullmatch(r"[0-9]{1,19}", value))
    return tuple(dict.fromkeys(number for number in numbers if 0 < number <= most))[:MOST_PINNED]
