"""Where a model leads and trails, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.scoring.scores import ScorePath
from leaderboard.queries.models import Level
from leaderboard.web.compare.address import level_slug

LEADS, TRAILS = "▲", "▼"


@dataclass(frozen=True, slots=True)
class Sure:
    """A level at which the model leads or trails: its name, what it is under, and its names in addresses.

    ``facet`` is "" for what has no page of its own.
    """

    level: Level
    name: str
    under: str
    slug: str
    facet: str


def leading(levels: Sequence[Level]) -> list[Sure]:
    """Where the model surely leads, furthest first."""
    return sorted((_sure(level) for level in _distinct(levels) if level.leads), key=lambda one: -(one.level.ahead or 0))


def trailing(levels: Sequence[Level]) -> list[Sure]:
    """Where the model surely trails, furthest first."""
    return sorted((_sure(level) for level in _distinct(levels) if level.trails), key=lambda one: one.level.ahead or 0)


def _distinct(levels: Sequence[Level]) -> list[Level]:
    """All below the overall, without sub-capabilities of one facet: their scores are that facet's."""
    facets: Counter[ScorePath] = Counter(level.path[:2] for level in levels if len(level.path) == 3)
    return [level for level in levels if level.path and (len(level.path) != 2 or facets[level.path] > 1)]


def _sure(level: Level) -> Sure:
    facet = FacetPath(*level.path).slug if len(level.path) == 3 else ""
    return Sure(level, level.path[-1], " › ".join(level.path[:-1]), level_slug(level.path), facet)
