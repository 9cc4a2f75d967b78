"""The form above a board's table: what can be chosen, and what is chosen now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.web.board.columns import WEIGHTING, BoardColumn
from leaderboard.web.board.filters import FILTER_NAMES, number_text
from leaderboard.web.board.rows import CHOICES_SHOWN, Choices
from leaderboard.web.board.state import BoardView
from leaderboard.web.words.labels import KINDS

_INDENT = "\u2003"


class Option(NamedTuple):
    """One value of a list to choose from."""

    value: str
    label: str


class OptionGroup(NamedTuple):
    """Values that belong together; without a label they stand alone."""

    label: str
    options: list[Option]


class ColumnGroup(NamedTuple):
    """A line in the list of columns: those under one heading, or a sub-capability with its facets."""

    label: str
    columns: list[BoardColumn]
    is_part: bool = False


class BoardForm(NamedTuple):
    """What the template needs.

    ``values`` are those of the form's fields, by name; ``hidden`` the rest of the page's state, which the form keeps.
    ``organisations`` and ``licences`` are empty if there are too many to list: then the reader types the name.
    ``weighting``: each dimension with the reader's own weight, or with 1.
    """

    values: dict[str, str]
    hidden: list[tuple[str, str]]
    orders: list[OptionGroup]
    organisations: list[str]
    licences: list[str]
    weights: list[Option]
    kinds: list[Option]
    groups: list[ColumnGroup]
    checked: tuple[str, ...]
    weighting: list[tuple[BoardColumn, str]]
    filter_count: int


_OWN_FIELDS = {*FILTER_NAMES, *("by", WEIGHTING, "sort", "columns", "prompt", "page")}


def board_form(view: BoardView, choices: Choices) -> BoardForm:
    """The form in one state of the page."""
    values = view.filters.values()
    weighting = view.weighting or (1.0,) * len(view.columns.dimensions)
    return BoardForm(
        values=values,
        hidden=[(name, value) for name, value in view.pairs() if name not in _OWN_FIELDS],
        orders=_orders(view),
        organisations=_offered(choices.organisations, [view.filters.organisation]),
        licences=_offered(choices.licences, view.filters.licences),
        weights=[Option("open", _("yes")), Option("closed", _("no"))],
        kinds=[Option(kind, str(label)) for kind, label in KINDS.items()],
        groups=_groups(view),
        checked=view.selected,
        weighting=list(zip(view.columns.dimensions, map(number_text, weighting), strict=True)),
        filter_count=len(replace(view.filters, words="").pairs()),
    )


def _offered(values: list[str], wanted: Sequence[str]) -> list[str]:
    """The values to choose from, with those that are asked for even if this release does not have them."""
    if len(values) > CHOICES_SHOWN:
        return []
    return [*(value for value in wanted if value and value not in values), *values]


def _orders(view: BoardView) -> list[OptionGroup]:
    """What can lead the table: the overall, and each dimension with the levels below it."""
    columns = view.columns
    own = [Option(WEIGHTING, _("Custom weighting"))] if view.weighting else []
    overall = [Option(tab.name, tab.label) for tab in columns.tabs if tab not in columns.dimensions]
    groups = [OptionGroup("", [*own, *overall])]
    for dimension in columns.dimensions:
        options = [Option(dimension.name, dimension.label)]
        for part in columns.parts_of(dimension.name):
            options.append(Option(part.name, f"{_INDENT}{part.label}"))
            options += [Option(facet.name, f"{_INDENT * 2}{facet.label}") for facet in columns.parts_of(part.name)]
        groups.append(OptionGroup(dimension.label, options))
    return groups


def _groups(view: BoardView) -> list[ColumnGroup]:
    columns = view.columns
    groups = [ColumnGroup(_("Scores"), [tab for tab in columns.tabs if tab.name != view.lead_name])]
    for dimension in columns.dimensions:
        parts = columns.parts_of(dimension.name)
        if parts:
            groups.append(ColumnGroup(dimension.label, []))
            groups += [ColumnGroup("", [part, *_facets(view, part)], is_part=True) for part in parts]
    return [*groups, ColumnGroup(_("About the model"), columns.facts)]


def _facets(view: BoardView, part: BoardColumn) -> list[BoardColumn]:
    """The facets to choose below a sub-capability: one alone has the same scores, so it is hidden unless chosen."""
    facets = view.columns.parts_of(part.name)
    return facets if len(facets) > 1 else [facet for facet in facets if facet.name in view.selected]
