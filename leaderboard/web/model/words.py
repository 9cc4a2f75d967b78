"""Where a model leads and trails, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.queries.models import Level

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
    facets: Counter[ScorePath] = Counter(level.path.parent for level in levels if level.path.depth == FACET_DEPTH)
    return [
        level for level in levels if not level.path.is_overall and (level.path.depth != 2 or facets[level.path] > 1)
    ]


def _sure(level: Level) -> Sure:
    path = level.path
    facet = path.slug if path.depth == FACET_DEPTH else ""
    return Sure(level, path.name, str(path.parent), path.slug, facet)
