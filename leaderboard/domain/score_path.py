"""A score's level in the rubric: the overall, a dimension, a sub-capability or a facet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

LEVELS = ("overall", "dimension", "sub_capability", "facet")
"""The kinds of level by their depth."""

FACET_DEPTH = 3


class ScorePath(NamedTuple):
    """A level of the rubric by its names; "" for those below it. All three are empty for the overall.

    It is the key of every mapping of scores, so it hashes and compares like a tuple. Paths sort a level right
    before those below it.
    """

    dimension: str = ""
    sub_capability: str = ""
    facet: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The non-empty names, as in sealed and exported lists."""
        return tuple(filter(None, self))

    @property
    def depth(self) -> int:
        """0 for the overall, 1 for a dimension, 2 for a sub-capability, 3 for a facet."""
        return FACET_DEPTH - self.count("")

    @property
    def level(self) -> str:
        """One of LEVELS."""
        return LEVELS[self.depth]

    @property
    def is_overall(self) -> bool:
        return not self.dimension

    @property
    def name(self) -> str:
        """The level's own name; "" for the overall."""
        return self.facet or self.sub_capability or self.dimension

    @property
    def parent(self) -> ScorePath:
        """The level above; the overall's is the overall."""
        return parent(self)

    @property
    def slug(self) -> str:
        """The level in an address or in a column's name: "overall", "quality", "alignment-relations-size".

        No two levels of a rubric share one.
        """
        return re.sub(r"[^a-z0-9]+", "-", "-".join(self.names).lower()).strip("-") or LEVELS[0]

    def upto(self, depth: int) -> ScorePath:
        """The ancestor at that depth; the path itself if it is not deeper."""
        return ScorePath(*self[:depth])

    def noise_floor(self, by_column: Mapping[str, float]) -> float:
        """Points below which no difference counts here, from a release's mapping (overall and dimensions by name).

        The judge's noise is unknown below the dimensions, so it is 0 there.
        """
        return by_column.get(self.dimension, 0.0) if self.depth < 2 else 0.0

    def __str__(self) -> str:
        """ "Quality › Detail"; "" for the overall."""
        return " › ".join(self.names)


@lru_cache(maxsize=1024)
def parent(path: ScorePath) -> ScorePath:
    """The same as ``path.parent``, for loops over every picture of a board: the few paths are created once."""
    return path.upto(path.depth - 1) if path.dimension else path


OVERALL = ScorePath()
