"""From verdicts to scores: facet → sub-capability → dimension → overall, per image and per submission.

φ maps 0 → 0, 1 → 60, 2 → 100; "not applicable" and missing judgements are excluded. The submission's overall is the
mean of the images' overalls, not of the dimension means (protocol of Qwen-Image-Bench, arXiv 2605.28091).
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, ScorePath, parent
from leaderboard.domain.text_enum import StrEnum

Key = TypeVar("Key", bound=Hashable)

PHI: Mapping[int, float] = {0: 0.0, 1: 60.0, 2: 100.0}


class Scope(StrEnum):
    """Which verdicts count: all that the judge gave, or only those on the prompt's target facets."""

    JUDGED = "judged"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over images, 0 to 100 at full precision, with the number of images and its standard error.

    The error treats the images as a sample; it is None (unknown) for fewer than two. Two means are equal if their
    values and numbers are.
    """

    value: float
    images: int
    standard_error: float | None = field(default=None, compare=False)


def image_scores(
    verdicts: Mapping[FacetPath, Verdict], *, only: Collection[FacetPath] | None = None
) -> dict[ScorePath, float]:
    """All levels' scores of one image (0 to 100); a level without a verdict is absent, never zero.

    Args:
        only: the target facets, for the target scope.
    """
    scores: dict[ScorePath, float] = {
        path: PHI[verdict]
        for path, verdict in verdicts.items()
        if verdict is not None and (only is None or path in only)
    }
    level = scores
    for _ in range(FACET_DEPTH):
        children: defaultdict[ScorePath, list[float]] = defaultdict(list)
        for path, score in level.items():
            children[parent(path)].append(score)
        level = {path: _mean(values) for path, values in children.items()}
        scores.update(level)
    return scores


def submission_scores(images: Iterable[Mapping[ScorePath, float]]) -> dict[ScorePath, Mean]:
    """Each level's mean over the images that have it; independent of the images' order."""
    tally: MeanTally[ScorePath] = MeanTally()
    for scores in images:
        tally.add(scores)
    return tally.means()


def _column() -> array[float]:
    return array("d")


class MeanTally(Generic[Key]):
    """Gathers images' scores by level or by any other key, 8 bytes each; tallies can be merged in any order."""

    def __init__(self) -> None:
        self._columns: defaultdict[Key, array[float]] = defaultdict(_column)

    def add(self, scores: Mapping[Key, float]) -> None:
        """Count one image."""
        for key, score in scores.items():
            self._columns[key].append(score)

    def merge(self, other: MeanTally[Key]) -> None:
        """Count all images that another tally has counted."""
        for key, scores in other._columns.items():
            self._columns[key].extend(scores)

    def means(self) -> dict[Key, Mean]:
        """Each key's mean over the images that have it."""
        return {key: _summary(values) for key, values in self._columns.items()}


def _summary(values: Sequence[float]) -> Mean:
    mean, count = _mean(values), len(values)
    if count < 2:
        return Mean(mean, count, None)
    squares = math.fsum((value - mean) ** 2 for value in values)
    return Mean(mean, count, math.sqrt(squares / (count * (count - 1))))


def _mean(values: Sequence[float]) -> float:
    # fsum is exact before its last rounding, so the order of the images cannot change a score.
    return math.fsum(values) / len(values)
