"""Where a model leads and trails, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.queries.models import Level
from leaderboard.web.words.data import translated

LEADS, TRAILS = "▲", "▼"


@dataclass(frozen=True, slots=True)
class Lead:
    """A level at which the model leads or trails: its name, the level above it, and its slug.

    ``facet`` is the slug of the facet's page, "" for a level without one.
    """

    level: Level
    name: str
    under: str
    slug: str
    facet: str


def leading(levels: Sequence[Level]) -> list[Lead]:
    """Where the model reliably leads, furthest first."""
    leads = (_lead(level) for level in _distinct(levels) if level.leads)
    return sorted(leads, key=lambda lead: -(lead.level.ahead or 0))


def trailing(levels: Sequence[Level]) -> list[Lead]:
    """Where the model reliably trails, furthest first."""
    trails = (_lead(level) for level in _distinct(levels) if level.trails)
    return sorted(trails, key=lambda lead: lead.level.ahead or 0)


def _distinct(levels: Sequence[Level]) -> list[Level]:
    """All levels below the overall, without sub-capabilities that have one facet: their scores are that facet's."""
    facets: Counter[ScorePath] = Counter(level.path.parent for level in levels if level.path.depth == FACET_DEPTH)
    return [
        level for level in levels if not level.path.is_overall and (level.path.depth != 2 or facets[level.path] > 1)
    ]


def _lead(level: Level) -> Lead:
    path = level.path
    facet = path.slug if path.depth == FACET_DEPTH else ""
    return Lead(level, translated(path.name), translated(path.parent), path.slug, facet)
