"""Where the points that are missing to 100 are lost, facet by facet."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

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


def mean_losses(prompts: Iterable[Sequence[Mapping[ScorePath, float]]]) -> dict[FacetPath, float]:
    """What each facet takes from the mean overall of all prompts that have one: their sum is 100 minus that mean.

    Args:
        prompts: the scores of each prompt's pictures.
    """
    losses: defaultdict[FacetPath, list[float]] = defaultdict(list)
    count = 0
    for pictures in prompts:
        scored = [scores for scores in pictures if scores]
        count += bool(scored)
        for scores in scored:
            for path, loss in picture_losses(scores).items():
                losses[path].append(loss / len(scored))
    return {path: math.fsum(values) / count for path, values in losses.items()}
