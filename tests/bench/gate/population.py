"""Many prompts with the scores of a baseline and of a candidate whose true difference is known, to draw suites from.

The model of a verdict is that of ``tests.bench.ranking.boards``: a hidden quality, cut into 0, 1 or 2. Baseline and
candidate share the difficulty of prompts and facets, and a part of everything else: nearly all for another engine with
the same seeds, less for other seeds, least for another model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import BoolArray, FloatArray
from tests.bench.ranking.boards import CUTS, DIMENSIONS, FACETS, World

PROMPTS = 20_000
"""Prompts of a population."""

LEVELS = ("overall", *(f"dimension-{number}" for number in range(1, DIMENSIONS + 1)))

_WORLD = World()
_STEPS = 14
_LARGEST_SHIFT = 1.0


@dataclass(frozen=True, slots=True)
class Population:
    """``baseline`` and ``candidate`` [prompts, levels], points of 100, NaN where a level was not asked.

    ``drop``: by how many points the candidate's overall is lower in truth.
    """

    baseline: FloatArray
    candidate: FloatArray
    drop: float

    @property
    def spread(self) -> float:
        """Standard deviation over prompts of the overall's difference."""
        return float(np.nanstd(self.candidate[:, 0] - self.baseline[:, 0]))

    def suite(self, prompts: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """The scores on a suite of so many prompts, drawn with replacement."""
        drawn = rng.integers(0, len(self.baseline), prompts)
        return self.baseline[drawn], self.candidate[drawn]


class Hidden:
    """Hidden qualities of a baseline and of a candidate that is its equal; ``at_drop`` makes the candidate worse."""

    def __init__(self, common: float, rng: np.random.Generator) -> None:
        """``common``: share of the variance of everything but difficulty that the two have in common."""
        pictures = _correlated((PROMPTS, 1, 1), _WORLD.model_prompt, common, rng)
        verdicts = _correlated((PROMPTS, DIMENSIONS, FACETS), 1.0, common, rng)
        difficulty = _difficulty(rng)
        self._pair = [picture + verdict - difficulty for picture, verdict in zip(pictures, verdicts, strict=True)]
        self._not_asked = _not_asked(rng)

    def at_drop(self, drop: float) -> Population:
        """The population in which the candidate's overall is lower by this many points; exact to about 0.001."""
        baseline = self._scores(0, 0.0)
        low, high = -_LARGEST_SHIFT, _LARGEST_SHIFT
        for _ in range(_STEPS):
            shift = (low + high) / 2
            candidate = self._scores(1, shift)
            found = float(np.mean(baseline[:, 0] - candidate[:, 0]))
            low, high = (shift, high) if found < drop else (low, shift)
        return Population(baseline, candidate, found)

    def _scores(self, which: int, shift: float) -> FloatArray:
        """[prompts, levels]."""
        hidden = self._pair[which] - shift
        verdicts = np.where(hidden > CUTS[0], 60.0, 0.0) + np.where(hidden > CUTS[1], 40.0, 0.0)
        verdicts[self._not_asked] = np.nan
        dimensions = _mean(verdicts)
        return np.concatenate([_mean(dimensions)[:, None], dimensions], axis=1)


def _correlated(
    shape: tuple[int, ...], deviation: float, common: float, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Two normal arrays with this standard deviation and correlation."""
    shared, first, second = rng.standard_normal((3, *shape))
    own = math.sqrt(1 - common)
    both = math.sqrt(common) * shared
    return deviation * (both + own * first), deviation * (both + own * second)


def _difficulty(rng: np.random.Generator) -> FloatArray:
    """[prompts, dimensions, facets]."""
    return np.asarray(
        rng.normal(0, _WORLD.prompt, (PROMPTS, 1, 1))
        + rng.normal(0, _WORLD.prompt_dimension, (PROMPTS, DIMENSIONS, 1))
        + rng.normal(0, _WORLD.prompt_facet, (PROMPTS, DIMENSIONS, FACETS))
    )


def _not_asked(rng: np.random.Generator) -> BoolArray:
    """[prompts, dimensions, facets]: of 3 to 5 dimensions that a prompt tests, half of the facets apply."""
    asked = rng.random((PROMPTS, DIMENSIONS)).argsort(axis=1) < rng.choice([3, 4, 5], (PROMPTS, 1), p=[0.15, 0.6, 0.25])
    applies = rng.random((PROMPTS, DIMENSIONS, FACETS)) < 0.5
    applies[:, :, 0] = True
    return np.logical_not(asked[:, :, None] & applies)


def _mean(values: FloatArray) -> FloatArray:
    """Mean over the last axis of what is not NaN; NaN where nothing is."""
    present = np.count_nonzero(~np.isnan(values), axis=-1)
    return np.where(present, np.nansum(values, axis=-1) / np.maximum(present, 1), np.nan)
