"""From verdicts to scores: facet → sub-capability → dimension → overall, per image, per prompt and per submission.

φ maps 0 → 0, 1 → 60, 2 → 100; "not applicable" and missing judgements are excluded. The submission's overall is the
mean of the prompts' overalls, not of the dimension means (protocol of Qwen-Image-Bench, arXiv 2605.28091). A prompt
with one image has that image's scores, one with several the mean of theirs, level by level.
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
    """A mean over prompts, 0 to 100 at full precision, with the number of prompts and its standard error.

    ``images`` counts prompts: several images of one prompt count once. The error treats the prompts as a sample; it is
    None (unknown) for fewer than two. Two means are equal if their values and numbers are.
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


def prompt_scores(
    images: Iterable[tuple[Key, Mapping[ScorePath, float]]],
) -> dict[Key, dict[ScorePath, float]]:
    """Each prompt's scores: at every level the mean over its images that have it; independent of the images' order.

    Args:
        images: the scores of images, each with its prompt.
    """
    of_prompts: defaultdict[Key, defaultdict[ScorePath, list[float]]] = defaultdict(lambda: defaultdict(list))
    for prompt, scores in images:
        levels = of_prompts[prompt]
        for path, score in scores.items():
            levels[path].append(score)
    return {
        prompt: {path: prompt_mean(values) for path, values in levels.items()} for prompt, levels in of_prompts.items()
    }


def prompt_mean(scores: Sequence[float]) -> float:
    """The score of a prompt at one level from the scores of its images there."""
    # Equal scores have their own value as their mean: a third of their exact sum may be another in the last bit.
    return scores[0] if min(scores) == max(scores) else _mean(scores)


def submission_scores(prompts: Iterable[Mapping[ScorePath, float]]) -> dict[ScorePath, Mean]:
    """Each level's mean over the prompts that have it; independent of the prompts' order."""
    tally: MeanTally[ScorePath] = MeanTally()
    for scores in prompts:
        tally.add(scores)
    return tally.means()


def _column() -> array[float]:
    return array("d")


class MeanTally(Generic[Key]):
    """Gathers prompts' scores by level or by any other key, 8 bytes each; tallies can be merged in any order."""

    def __init__(self) -> None:
        self._columns: defaultdict[Key, array[float]] = defaultdict(_column)

    def add(self, scores: Mapping[Key, float]) -> None:
        """Count one prompt."""
        for key, score in scores.items():
            self._columns[key].append(score)

    def merge(self, other: MeanTally[Key]) -> None:
        """Count all prompts that another tally has counted."""
        for key, scores in other._columns.items():
            self._columns[key].extend(scores)

    def means(self) -> dict[Key, Mean]:
        """Each key's mean over the prompts that have it."""
        return {key: _summary(values) for key, values in self._columns.items()}


def _summary(values: Sequence[float]) -> Mean:
    mean, count = _mean(values), len(values)
    if count < 2:
        return Mean(mean, count, None)
    squares = math.fsum((value - mean) ** 2 for value in values)
    return Mean(mean, count, math.sqrt(squares / (count * (count - 1))))


def _mean(values: Sequence[float]) -> float:
    # fsum is exact before its last rounding, so the order of images and prompts cannot change a score.
    return math.fsum(values) / len(values)
