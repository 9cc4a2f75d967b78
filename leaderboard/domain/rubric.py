"""The rubric: dimensions, sub-capabilities and facets, each facet with its question.

A facet is named by its full path, because "Composition" occurs in two dimensions and some names contain a slash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from leaderboard.domain import toml
from leaderboard.domain.score_path import LEVELS, ScorePath


class FacetPath(ScorePath):
    """A facet by its full path: all three names are given."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet's question and the meaning of each verdict."""

    path: FacetPath
    question: str
    fails: str
    passes: str
    excels: str
    not_applicable: str


class RubricError(ValueError):
    """The rubric file is incomplete or inconsistent; the message names the entry."""


@dataclass(frozen=True)
class Rubric:
    """All facets in their order, which determines the order of dimensions and sub-capabilities."""

    version: str
    facets: tuple[Facet, ...]
    by_path: dict[FacetPath, Facet] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_path = {facet.path: facet for facet in self.facets}
        if len(by_path) != len(self.facets):
            raise RubricError("the rubric names a facet twice")
        object.__setattr__(self, "by_path", by_path)

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(facet.path.dimension for facet in self.facets))

    def sub_capabilities(self, dimension: str) -> tuple[str, ...]:
        """The dimension's sub-capabilities in order."""
        return tuple(dict.fromkeys(facet.path.sub_capability for facet in self.checklist(dimension)))

    def checklist(self, dimension: str) -> tuple[Facet, ...]:
        """All facets of one dimension, which the judge is asked about in one call."""
        return tuple(facet for facet in self.facets if facet.path.dimension == dimension)

    @property
    def levels(self) -> tuple[ScorePath, ...]:
        """Every level that has a score: the overall, then all dimensions, sub-capabilities and facets."""
        paths = [facet.path for facet in self.facets]
        return tuple(dict.fromkeys(path.upto(depth) for depth in range(len(LEVELS)) for path in paths))

    def active_dimensions(self, targets: Iterable[FacetPath]) -> tuple[str, ...]:
        """Dimensions to which at least one target facet belongs, in the rubric's order."""
        wanted = {target.dimension for target in targets}
        return tuple(dimension for dimension in self.dimensions if dimension in wanted)


_KEYS = ("dimension", "sub_capability", "facet", "question", "fails", "passes", "excels", "not_applicable")


def parse_rubric(text: str) -> Rubric:
    """Read a rubric file (TOML: ``version`` and ``[[facet]]`` tables).

    Raises:
        RubricError: for the first entry without a text.
    """
    document = toml.loads(text)
    facets = []
    for number, entry in enumerate(document.get("facet", []), start=1):
        for key in _KEYS:
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                raise RubricError(f"rubric entry {number}: {key!r} is missing or empty; a text is expected")
        path = FacetPath(entry["dimension"], entry["sub_capability"], entry["facet"])
        facets.append(Facet(path, *(entry[key] for key in _KEYS[3:])))
    if not facets:
        raise RubricError("the rubric has no [[facet]] entries")
    return Rubric(str(document.get("version", "")), tuple(facets))
