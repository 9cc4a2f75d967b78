"""What the official toolkit makes of replies, written down from the description of its behaviour and apart from ours.

It reads everything between the first "{" and the last "}" behind the reasoning, and averages level by level.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Any

from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean
from tests.leaderboard.domain import shipped

Found = Mapping[ScorePath, Mean]


def agree(ours: Found, official: Found) -> bool:
    """Whether both have the same levels over as many pictures, and means that differ by 1e-9 points at most."""
    return ours.keys() == official.keys() and all(
        mean.images == official[path].images and math.isclose(mean.value, official[path].value, rel_tol=0, abs_tol=1e-9)
        for path, mean in ours.items()
    )


def scores(pictures: Iterable[Mapping[str, str]], only: Iterable[Iterable[ScorePath]] | None = None) -> Found:
    """The means of pictures, each given as its replies by dimension.

    Args:
        only: for each picture the facets that count; without it all do.
    """
    columns: defaultdict[ScorePath, list[float]] = defaultdict(list)
    targets = iter(only) if only is not None else None
    for replies in pictures:
        wanted = set(next(targets)) if targets is not None else None
        facets = {
            path: score
            for dimension, reply in replies.items()
            for path, score in _facets(dimension, reply).items()
            if wanted is None or path in wanted
        }
        for path, score in _levels(facets).items():
            columns[path].append(score)
    return {path: Mean(fmean(values), len(values)) for path, values in columns.items()}


def _levels(facets: Mapping[ScorePath, float]) -> dict[ScorePath, float]:
    all_levels = dict(facets)
    for depth in (2, 1, 0):
        groups: defaultdict[ScorePath, list[float]] = defaultdict(list)
        for path, score in all_levels.items():
            if path.depth == depth + 1:
                groups[path.upto(depth)].append(score)
        all_levels.update({path: fmean(values) for path, values in groups.items()})
    return all_levels


def _facets(dimension: str, reply: str) -> dict[ScorePath, float]:
    text = reply.split("</think>")[-1]
    try:
        document = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except ValueError:
        return {}
    found: dict[ScorePath, float] = {}
    for name, value in document.items():
        answers = value if isinstance(value, dict) and "score" not in value else {name: value}
        for facet, answer in answers.items():
            score = _points(answer.get("score") if isinstance(answer, dict) else answer)
            if score is not None:
                found[_path(dimension, facet)] = score
    return found


def _path(dimension: str, facet: str) -> ScorePath:
    facet = "Feature Matching" if facet == "Feature Mapping" else facet
    return next(p for p in shipped.rubric().by_path if p.dimension == dimension and p.facet == facet)


def _points(value: Any) -> float | None:
    return {"0": 0.0, "1": 60.0, "2": 100.0}.get(str(value).strip())
