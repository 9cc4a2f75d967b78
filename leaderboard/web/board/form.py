"""The form above a board's table: what can be chosen, and what is chosen now."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.web.board.columns import BoardColumn
from leaderboard.web.board.rows import CHOICES_SHOWN, Choices
from leaderboard.web.board.state import BoardView


class Option(NamedTuple):
    """One value of a list to choose from."""

    value: str
    label: str


class ColumnGroup(NamedTuple):
    """Columns that stand together in the list of all."""

    label: str
    columns: list[BoardColumn]


class BoardForm(NamedTuple):
    """What the template needs.

    ``values`` are those of the form's fields, by name; ``hidden`` the rest of the page's state, which the form keeps.
    ``organisations`` is empty if there are too many to list: then the reader types the name.
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


def board_form(view: BoardView, choices: Choices) -> BoardForm:
    """The form in one state of the page."""
    values = view.filters.values()
    return BoardForm(
        values=values,
        hidden=[(name, value) for name, value in view.pairs() if name not in {*values, "columns", "page"}],
        organisations=_offered(choices.organisations, view.filters.organisation),
        licences=_offered(choices.licences, view.filters.licence),
        weights=[Option("open", _("open")), Option("closed", _("closed"))],
        sizes=[
            Option("under-1", _("under 1 billion")),
            Option("1-4", _("1 to 4 billion")),
            Option("4-10", _("4 to 10 billion")),
            Option("10-20", _("10 to 20 billion")),
            Option("from-20", _("20 billion and more")),
            Option("unknown", _("not told")),
        ],
        groups=_groups(view),
        checked=[column.name for column in view.shown],
        is_open=any(value for name, value in values.items() if name != "q"),
    )


def _offered(values: list[str], wanted: str) -> list[str]:
    """The values to choose from, with the one that is asked for even if this release does not have it."""
    if len(values) > CHOICES_SHOWN:
        return []
    return values if not wanted or wanted in values else [wanted, *values]


def _groups(view: BoardView) -> list[ColumnGroup]:
    columns = view.columns
    parts = [ColumnGroup(tab.label, columns.parts_of(tab.name)) for tab in columns.tabs]
    return [
        ColumnGroup(_("Scores"), [tab for tab in columns.tabs if tab.name != view.by]),
        *(group for group in parts if group.columns),
        ColumnGroup(_("About the model"), columns.facts),
    ]
