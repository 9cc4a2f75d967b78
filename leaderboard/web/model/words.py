"""What a model's page says in words: its rank, and where it leads and trails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

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


def rank_words(rank: int | None, low: int | None, high: int | None, ranked: int) -> str:
    """A rank with its interval among the ranked models, such as "rank 3 to 5 of 40"; "" without one."""
    if rank is None:
        return ""
    numbers = {"rank": rank, "low": low, "high": high, "ranked": ranked}
    if low is None or high is None or low == high:
        return _("rank %(rank)d of %(ranked)d") % numbers
    return _("rank %(low)d to %(high)d of %(ranked)d") % numbers


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
