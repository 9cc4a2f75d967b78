"""All facets of a model as a map: coloured on one scale for all models, each leading to its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.queries.models import Level
from leaderboard.web.model.words import LEADS, TRAILS

_POINTS_PER_SHADE = 5


@dataclass(frozen=True, slots=True)
class FacetCell:
    """One facet. ``shade`` counts from 0 (0 points) to 20 (100 points); None without a score."""

    path: ScorePath
    mean: float | None
    shade: int | None
    mark: str


def facet_map(levels: Sequence[Level]) -> list[tuple[str, list[FacetCell]]]:
    """The facets of each dimension, in the rubric's order."""
    facets = (level for level in levels if level.path.depth == FACET_DEPTH)
    return [
        (dimension, [_cell(level) for level in of_dimension])
        for dimension, of_dimension in groupby(facets, key=lambda level: level.path.dimension)
    ]


def _cell(level: Level) -> FacetCell:
    shade = None if level.mean is None else round(level.mean / _POINTS_PER_SHADE)
    return FacetCell(level.path, level.mean, shade, LEADS if level.leads else TRAILS if level.trails else "")
