"""The columns that a board's table can have, by the names that they bear in addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.domain.score_path import ScorePath

OVERALL_KEY = "overall"
_ALL = "-all"
_FACTS_AT_FIRST = ("organisation", "weights")


class Column(NamedTuple):
    """A column: a level's score, or (``path`` is None) a fact about the model."""

    key: str
    label: str
    path: ScorePath | None = None

    @property
    def is_part(self) -> bool:
        """A sub-capability."""
        return self.path is not None and self.path.depth > 1


Columns = Mapping[str, Column]
"""All columns in their order, by key."""


def all_columns(levels: Iterable[ScorePath]) -> dict[str, Column]:
    """What a release with these levels can show; the overall is among the levels."""
    scores = [Column(path.slug, path.name or _("Overall"), path) for path in levels]
    facts = [
        Column("organisation", _("Organisation")),
        Column("licence", _("Licence")),
        Column("weights", _("Weights")),
        Column("size", _("Parameters")),
        Column("public", _("Made public")),
    ]
    return {column.key: column for column in (*scores, *facts)}


def tabs(columns: Columns) -> list[Column]:
    """The overall and the dimensions: any of them can lead the table."""
    return [column for column in columns.values() if column.path is not None and not column.is_part]


def parts_of(columns: Columns, key: str) -> list[str]:
    """The sub-capabilities of a dimension; none of the overall."""
    path = columns[key].path
    return [
        column.key
        for column in columns.values()
        if column.path is not None and column.is_part and column.path.parent == path
    ]


def first_columns(columns: Columns, by: str) -> tuple[str, ...]:
    """The columns beside the leading one, where none were chosen."""
    return tuple(column.key for column in tabs(columns) if column.key != by) + _FACTS_AT_FIRST


def with_parts(columns: Columns, by: str) -> tuple[str, ...]:
    """The leading dimension's sub-capabilities in the place of the other dimensions."""
    return (*parts_of(columns, by), *_FACTS_AT_FIRST)


def read_choice(columns: Columns, by: str, names: Iterable[str]) -> tuple[str, ...] | None:
    """Chosen columns in their order; None where they are the first ones. What is not known is left out.

    Args:
        names: keys, or ``quality-all`` for all sub-capabilities of a dimension.
    """
    known = {column.key + _ALL: parts_of(columns, column.key) for column in tabs(columns)}
    chosen = {key for name in names for key in known.get(name, [name])}
    found = tuple(key for key in columns if key in chosen and key != by)
    return None if found == tuple(key for key in columns if key in first_columns(columns, by)) else found


def write_choice(columns: Columns, chosen: Iterable[str]) -> str:
    """Chosen columns as ``read_choice`` reads them, in one short text."""
    left = list(chosen)
    for tab in tabs(columns):
        parts = parts_of(columns, tab.key)
        if parts and set(parts) <= set(left):
            left[left.index(parts[0])] = tab.key + _ALL
            left = [key for key in left if key not in parts]
    return ",".join(left) or "none"
