"""The columns that a board's table can have, by their names in addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.domain.score_path import ScorePath
from leaderboard.web.words.data import translated

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
        levels: those with scores, in the rubric's order: overall, dimensions, and perhaps sub-capabilities.
    """

    def __init__(self, levels: Iterable[ScorePath]) -> None:
        scores = [(path, BoardColumn(path.slug, translated(path.name) or _("Overall"), path)) for path in levels]
        self.tabs = [column for path, column in scores if path.depth < 2]
        self.facts = [
            BoardColumn("organisation", _("Organisation")),
            BoardColumn("licence", _("Licence")),
            BoardColumn("weights", _("Weights")),
            BoardColumn("size", _("Parameters")),
            BoardColumn("public", _("Made public")),
        ]
        self._parts = {
            tab.name: [column for path, column in scores if path.depth > 1 and path.parent == tab.path]
            for tab in self.tabs
        }
        self._columns = {column.name: column for column in (*(column for _path, column in scores), *self.facts)}

    def __getitem__(self, name: str) -> BoardColumn:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def parts_of(self, name: str) -> list[BoardColumn]:
        """The sub-capabilities of a dimension; an empty list for the overall."""
        return self._parts[name]

    def usual(self, by: str) -> tuple[str, ...]:
        """The names of the columns beside the leading one if the reader chose none: the other tabs and two facts."""
        return (*(tab.name for tab in self.tabs if tab.name != by), *_USUAL_FACTS)

    def with_parts(self, by: str) -> tuple[str, ...]:
        """The usual columns with the leading dimension's sub-capabilities in place of the other tabs."""
        return (*(part.name for part in self.parts_of(by)), *_USUAL_FACTS)

    def read_choice(self, by: str, names: Iterable[str]) -> tuple[str, ...] | None:
        """Chosen columns in the table's order; None if they are the usual ones. Unknown names are ignored.

        Args:
            names: of columns, or ``quality-all`` for all sub-capabilities of a dimension.
        """
        groups = {tab.name + _ALL: [part.name for part in self.parts_of(tab.name)] for tab in self.tabs}
        wanted = {name for group in names for name in groups.get(group, [group])}
        chosen = tuple(name for name in self if name in wanted and name != by)
        return None if set(chosen) == set(self.usual(by)) else chosen

    def write_choice(self, chosen: Iterable[str]) -> str:
        """Chosen columns as one short text that ``read_choice`` reads."""
        names = list(chosen)
        for tab in self.tabs:
            parts = [part.name for part in self.parts_of(tab.name)]
            if parts and set(parts) <= set(names):
                names[names.index(parts[0])] = tab.name + _ALL
                names = [name for name in names if name not in parts]
        return ",".join(names) or "none"
