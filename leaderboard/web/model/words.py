"""Where a model leads and trails, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.queries.models import Level
from leaderboard.web.words.data import translated
from leaderboard.web.words.numbers import score
from leaderboard.web.words.ranks import rank_of_count

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


def standing_line(overall: Level, ranked: int) -> str:
    """The overall in one line: rank with its interval, score ± half its 95% interval, the median; "" if unranked."""
    if overall.rank is None or overall.mean is None:
        return ""
    half = "" if overall.high is None else f" ± {score(overall.high - overall.mean)}"
    values = {"rank": rank_of_count(overall, ranked), "score": f"{score(overall.mean)}{half}"}
    if overall.median is None:
        return _("Overall: %(rank)s, score %(score)s") % values
    return _("Overall: %(rank)s, score %(score)s; median %(median)s") % (values | {"median": score(overall.median)})


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
