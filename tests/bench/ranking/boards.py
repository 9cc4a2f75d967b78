"""Simulated boards: verdicts drawn facet by facet, so that scores are what a judge's scores are: means of 0, 60, 100.

Behind each verdict stands a hidden quality: the model's ability (also per facet), less the difficulty of facet and
prompt, plus how this model fares with this prompt (in part as its family does), plus noise of its own. Two cuts make 0,
1 or 2 of it. All parts are normal, so that the true mean of each model, over all prompts that might be asked, is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from leaderboard.domain.statistics.arrays import BoolArray, FloatArray, IntArray

DIMENSIONS = 5
FACETS = 11
CUTS = (-1.2, 1.2)


@dataclass(frozen=True, slots=True)
class World:
    """Sizes of a board and standard deviations of the hidden parts (noise of a single verdict: 1).

    ``ability`` spreads true means as in the published table of 18 models, by about 4.5 points. ``prompt`` makes two
    models' scores correlate over prompts by about 0.5. For comparison, from published data: human ratings of 6 models
    on 527 prompts 0.42 (GenAI-Bench), of 5 models on 160 prompts 0.52 (TIFA160), answers of VQA models on these 0.31 to
    0.37. ``group`` models in a row are equal in truth.
    """

    models: int = 30
    prompts: int = 240
    ability: float = 0.24
    model_facet: float = 0.2
    facet: float = 0.6
    prompt: float = 0.5
    prompt_dimension: float = 0.4
    prompt_facet: float = 0.7
    model_prompt: float = 0.45
    family: int = 3
    group: int = 1
    missing: float = 0.005


@dataclass(frozen=True, slots=True)
class Board:
    """``scores`` [models, prompts] with NaN; ``truth`` [models], the expected means; both in points of 100."""

    scores: FloatArray
    truth: FloatArray

    @property
    def true_ranks(self) -> IntArray:
        """[models]; models that are equal in truth are ordered as they stand, as if they differed by a hair."""
        places = np.empty(len(self.truth), dtype=np.int64)
        places[np.argsort(-self.truth.round(9), kind="stable")] = np.arange(1, len(self.truth) + 1)
        return places


def draw(world: World, rng: np.random.Generator) -> Board:
    """One board."""
    level = _levels(world, rng)
    hidden = level[:, None] - _difficulty(world, rng) + _of_model_and_prompt(world, rng)
    hidden += rng.standard_normal(hidden.shape, dtype=np.float32)
    verdicts = np.where(hidden > CUTS[0], 60.0, 0.0) + np.where(hidden > CUTS[1], 40.0, 0.0)
    verdicts[np.broadcast_to(_not_applicable(world, rng), verdicts.shape)] = np.nan
    scores = _mean(_mean(verdicts))
    scores[rng.random(scores.shape) < world.missing] = np.nan
    return Board(scores, _truth(world, level))


def _levels(world: World, rng: np.random.Generator) -> FloatArray:
    """[models, dimensions, facets]: ability less the facet's difficulty."""
    groups = world.models // world.group
    ability = rng.normal(0, world.ability, (groups, 1, 1))
    own = rng.normal(0, world.model_facet, (groups, DIMENSIONS, FACETS))
    return np.repeat(ability + own, world.group, axis=0) - rng.normal(0, world.facet, (DIMENSIONS, FACETS))


def _difficulty(world: World, rng: np.random.Generator) -> FloatArray:
    """[prompts, dimensions, facets]."""
    return (
        rng.normal(0, world.prompt, (world.prompts, 1, 1))
        + rng.normal(0, world.prompt_dimension, (world.prompts, DIMENSIONS, 1))
        + rng.normal(0, world.prompt_facet, (world.prompts, DIMENSIONS, FACETS))
    )


def _of_model_and_prompt(world: World, rng: np.random.Generator) -> FloatArray:
    """[models, prompts, 1, 1]: half of the variance is the family's, so neighbours' scores hang together."""
    families = rng.normal(0, world.model_prompt, (-(-world.models // world.family), world.prompts))
    own = rng.normal(0, world.model_prompt, (world.models, world.prompts))
    both = own + np.repeat(families, world.family, axis=0)[: world.models]
    return np.asarray(both / np.sqrt(2))[:, :, None, None]


def _not_applicable(world: World, rng: np.random.Generator) -> BoolArray:
    """[models, prompts, dimensions, facets]: 3 to 5 dimensions are asked, half of their facets apply to a prompt."""
    asked = rng.random((world.prompts, DIMENSIONS)).argsort(axis=1) < rng.choice(
        [3, 4, 5], (world.prompts, 1), p=[0.15, 0.6, 0.25]
    )
    applies = asked[:, :, None] & (rng.random((world.prompts, DIMENSIONS, FACETS)) < 0.5)
    sees = rng.random((world.models, *applies.shape), dtype=np.float32) > 0.03
    return np.logical_not(applies & sees)


def _mean(values: FloatArray) -> FloatArray:
    """Mean over the last axis of what is there."""
    there = np.count_nonzero(~np.isnan(values), axis=-1)
    return np.where(there, np.nansum(values, axis=-1) / np.maximum(there, 1), np.nan)


def _truth(world: World, level: FloatArray) -> FloatArray:
    # All dimensions are asked and all facets apply equally often, so their plain mean is what is expected.
    spread = np.sqrt(1 + world.prompt**2 + world.prompt_dimension**2 + world.prompt_facet**2 + world.model_prompt**2)
    expected = 60 * ndtr((level - CUTS[0]) / spread) + 40 * ndtr((level - CUTS[1]) / spread)
    return np.asarray(expected.mean(axis=(1, 2)))
