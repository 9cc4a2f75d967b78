"""Made-up skills, and verdicts drawn from them. Pure: the same seed, model and language give the same verdicts.

A verdict depends on skill + strength in the dimension + strength in the facet − difficulty of prompt and facet, plus a
normal variable for the judge's noise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leaderboard.domain.rubric import FacetPath

Floats = npt.NDArray[np.float64]
Verdicts = npt.NDArray[np.int64]
"""[prompts, facets]: 0, 1, 2, or NOT_APPLICABLE."""

NOT_APPLICABLE = -1
_LOWEST, _HIGHEST = 0.15, 2.1
"""Skills with overall scores of about 35 and 85."""
_EXCELS_FROM = 1.65
_GROWTH = 0.3
"""By how much later models and second attempts are better."""
_DIMENSION_SPREAD, _FACET_SPREAD, _PROMPT_SPREAD, _ITEM_SPREAD = 0.16, 0.14, 0.3, 0.3
_NEVER_ASKED_SHARE = 0.22
"""The share of facets that do not apply to a prompt's pictures, of those that it does not target."""


@dataclass(frozen=True, slots=True)
class Skill:
    """The skill of one model at one attempt. ``quality`` (0 to 1) is the sample generator's equivalent."""

    overall: float
    facets: Floats
    quality: float


class VerdictSampler:
    """Draws skills and verdicts for one suite: ``facets`` in the rubric's order, and each prompt's target facets."""

    def __init__(self, facets: Sequence[FacetPath], targets: Sequence[Collection[FacetPath]], seed: int) -> None:
        self._seed = seed
        names = list(dict.fromkeys(path.dimension for path in facets))
        self._dimension_of = np.array([names.index(path.dimension) for path in facets])
        rng = np.random.default_rng([seed, 3])
        shape = (len(targets), len(facets))
        prompts = rng.normal(0, _PROMPT_SPREAD, (len(targets), 1))
        self._difficulty: Floats = prompts + rng.normal(0, _ITEM_SPREAD, shape)
        wanted = np.array([[path in of_prompt for path in facets] for of_prompt in targets])
        unasked = rng.random(shape) < _NEVER_ASKED_SHARE
        self._not_applicable = np.where(wanted, 0.004, np.where(unasked, 0.93, 0.015))

    def skill(self, number: int, attempt: int, progress: float) -> Skill:
        """Make up a model's skill; ``progress`` runs from 0 (the first release) to 1 (the last)."""
        rng = np.random.default_rng([self._seed, 4, number])
        share = float(rng.beta(2.1, 1.8))
        overall = _LOWEST + (_HIGHEST - _LOWEST) * share + _GROWTH * (attempt + 0.6 * (progress - 0.5))
        dimensions = rng.normal(0, _DIMENSION_SPREAD, self._dimension_of.max() + 1)
        facets = overall + dimensions[self._dimension_of] + rng.normal(0, _FACET_SPREAD, len(self._dimension_of))
        quality = (overall - _LOWEST) / (_HIGHEST - _LOWEST)
        return Skill(overall, facets, min(1.0, max(0.0, quality)))

    def verdicts(self, skill: Skill, rng: np.random.Generator) -> Verdicts:
        """Draw one run's verdicts on all facets of all prompts."""
        liking = skill.facets - self._difficulty + rng.normal(0, 1, self._difficulty.shape)
        verdicts = (liking > 0).astype(np.int64) + (liking > _EXCELS_FROM)
        return np.where(rng.random(liking.shape) < self._not_applicable, NOT_APPLICABLE, verdicts)
