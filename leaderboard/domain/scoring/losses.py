"""Where the points that are missing to 100 are lost, facet by facet."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, ScorePath, parent
from leaderboard.domain.scoring.scores import PHI


def picture_losses(scores: Mapping[ScorePath, float]) -> dict[FacetPath, float]:
    """What each facet takes from a picture's overall, in points: their sum is 100 minus the overall.

    Args:
        scores: of all levels of one picture, from ``image_scores``.
    """
    parts = Counter(parent(path) for path in scores if path.depth)
    losses = {}
    for path, score in scores.items():
        if path.depth == FACET_DEPTH:
            above = (path.upto(depth) for depth in range(FACET_DEPTH))
            losses[FacetPath(*path)] = (PHI[2] - score) / math.prod(parts[level] for level in above)
    return losses


def mean_losses(pictures: Iterable[Mapping[ScorePath, float]]) -> dict[FacetPath, float]:
    """What each facet takes from the mean overall of all pictures that have one: their sum is 100 minus that mean."""
    losses: defaultdict[FacetPath, list[float]] = defaultdict(list)
    count = 0
    for scores in pictures:
        count += bool(scores)
        for path, loss in picture_losses(scores).items():
            losses[path].append(loss)
    return {path: math.fsum(values) / count for path, values in losses.items()}
