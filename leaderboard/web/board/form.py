"""The form above a board's table: what can be chosen, and what is chosen now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.web.board.columns import Column, Columns, parts_of, tabs
from leaderboard.web.board.lines import CHOICES_SHOWN, Choices
from leaderboard.web.board.view import BoardView, filter_values


class Option(NamedTuple):
    """One value of a list to choose from."""

    value: str
    label: str


class ColumnGroup(NamedTuple):
    """Columns that stand together in the list of all."""

    label: str
    columns: list[Column]


class BoardForm(NamedTuple):
    """What the template needs. Where there are too many ``organisations``, the list is empty: the name is typed.

    ``hidden`` are the parts of the page's state that the form keeps; ``values`` those of its fields, by name.
    """

    values: dict[str, str]
    hidden: list[tuple[str, str]]
    organisations: list[str]
    licences: list[str]
    weights: list[Option]
    sizes: list[Option]
    groups: list[ColumnGroup]
    checked: list[str]
    is_open: bool


def board_form(view: BoardView, columns: Columns, choices: Choices, shown: Iterable[Column]) -> BoardForm:
    """The form in one state of the page."""
    values = filter_values(view.filters)
    return BoardForm(
        values=values,
        hidden=[one for one in view.pairs(columns) if one[0] not in {*values, "columns", "page"}],
        organisations=_offered(choices.organisations, view.filters.organisation),
        licences=_offered(choices.licences, view.filters.licence),
        weights=[Option("open", _("open")), Option("closed", _("closed"))],
        sizes=_sizes(),
        groups=_groups(view, columns),
        checked=[column.key for column in shown],
        is_open=any(value for name, value in values.items() if name != "q"),
    )


def _offered(found: list[str], asked: str) -> list[str]:
    """With what is asked for, which need not stand in this release."""
    if len(found) > CHOICES_SHOWN:
        return []
    return found if not asked or asked in found else [asked, *found]


def _sizes() -> list[Option]:
    return [
        Option("under-1", _("under 1 billion")),
        Option("1-4", _("1 to 4 billion")),
        Option("4-10", _("4 to 10 billion")),
        Option("10-20", _("10 to 20 billion")),
        Option("from-20", _("20 billion and more")),
        Option("unknown", _("not told")),
    ]


def _groups(view: BoardView, columns: Columns) -> list[ColumnGroup]:
    scores = [column for column in tabs(columns) if column.key != view.by]
    facts = [column for column in columns.values() if column.path is None]
    parts = [ColumnGroup(tab.label, [columns[key] for key in parts_of(columns, tab.key)]) for tab in tabs(columns)]
    return [
        ColumnGroup(_("Scores"), scores),
        *(group for group in parts if group.columns),
        ColumnGroup(_("About the model"), facts),
    ]
