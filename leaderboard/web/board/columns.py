"""The columns that a board's table can have, by their names in addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.web.words.data import translated

WEIGHTING = "weighting"
"""The name of the leading column with the reader's own weights, and of their parameter."""

USUAL, WAS = "usual", "was:"
_ALL = "-all"
_USUAL_FACTS = ("organisation", "weights")


class BoardColumn(NamedTuple):
    """A column: a level's score, or (``path`` is None) a fact about the model."""

    name: str
    label: str
    path: ScorePath | None = None


class BoardColumns(Mapping[str, BoardColumn]):
    """All columns that a release can show, by name and in the table's order: scores first, then facts.

    Args:
        levels: those with scores, in the rubric's order: overall, dimensions, and perhaps those below.
    """

    def __init__(self, levels: Iterable[ScorePath]) -> None:
        self.scores = [BoardColumn(path.slug, translated(path.name) or _("Overall"), path) for path in levels]
        self.facts = [
            BoardColumn("organisation", _("Organisation")),
            BoardColumn("licence", _("Licence")),
            BoardColumn("weights", _("Open weights")),
            BoardColumn("size", _("Parameters")),
            BoardColumn("price", _("Price per picture")),
            BoardColumn("kind", _("Submitted as")),
            BoardColumn("public", _("Made public")),
        ]
        self.tabs = [column for column in self.scores if _path(column).depth < 2]
        self.dimensions = [column for column in self.tabs if not _path(column).is_overall]
        self._parts: dict[str, list[BoardColumn]] = {column.name: [] for column in self.scores}
        for column in self.scores:
            path = _path(column)
            if path.depth > 1 and path.parent.slug in self._parts:
                self._parts[path.parent.slug].append(column)
        self._columns = {column.name: column for column in (*self.scores, *self.facts)}

    def __getitem__(self, name: str) -> BoardColumn:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def is_score(self, name: str) -> bool:
        """Whether a column of this name can lead the table."""
        return name in self._parts

    def parts_of(self, name: str) -> list[BoardColumn]:
        """The sub-capabilities of a dimension or the facets of a sub-capability; empty for all others."""
        return self._parts.get(name, [])

    def usual(self, by: str) -> tuple[str, ...]:
        """The names of the columns beside the leading one if the reader chose none."""
        if by == WEIGHTING:
            return (*(tab.name for tab in self.tabs), "weights")
        path = _path(self[by])
        if path.depth < 2:
            return (*(tab.name for tab in self.tabs if tab.name != by), *_USUAL_FACTS)
        above = (path.upto(depth).slug for depth in range(path.depth))
        return (*(name for name in above if name in self), *_USUAL_FACTS, "size")

    def with_parts(self, by: str) -> tuple[str, ...]:
        """The usual facts with the leading column's parts as scores."""
        return (*(part.name for part in self.parts_of(by)), *_USUAL_FACTS)

    def read_choice(self, by: str, names: Iterable[str]) -> tuple[str, ...] | None:
        """Chosen columns in the table's order; None if they are the usual ones. Unknown names are ignored.

        Args:
            names: of columns, ``quality-all`` for all parts of that column, or ``usual``: the usual ones, of which a
                narrow window then leaves out none. A form adds ``was:quality``, the column that led when it was made:
                who left the usual columns beside that one as they were made no choice.
        """
        listed = list(names)
        if USUAL in listed:
            return self.usual(by)
        former = next((name.removeprefix(WAS) for name in listed if name.startswith(WAS)), by)
        if former in (*self._parts, WEIGHTING) and {name for name in listed if name in self} == set(self.usual(former)):
            return None
        groups = {name + _ALL: [part.name for part in parts] for name, parts in self._parts.items() if parts}
        wanted = {name for group in listed for name in groups.get(group, [group])}
        chosen = tuple(name for name in self if name in wanted and name != by)
        return None if set(chosen) == set(self.usual(by)) else chosen

    def write_choice(self, by: str, chosen: Iterable[str]) -> str:
        """Chosen columns as one short text that ``read_choice`` reads."""
        names = list(chosen)
        if set(names) == set(self.usual(by)):
            return USUAL
        for whole, columns in self._parts.items():
            parts = [part.name for part in columns]
            if parts and set(parts) <= set(names):
                names[names.index(parts[0])] = whole + _ALL
                names = [name for name in names if name not in parts]
        return ",".join(names) or "none"


def _path(column: BoardColumn) -> ScorePath:
    return column.path or OVERALL
