"""Losses by facet: they add up to what is missing to 100."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.scoring.losses import mean_losses, picture_losses
from leaderboard.domain.scoring.scores import image_scores, prompt_scores
from tests.leaderboard.domain.shipped import rubric


def verdicts(seed: int) -> dict[FacetPath, Verdict]:
    """Verdicts on some facets, drawn at random."""
    rng = random.Random(seed)
    return {facet.path: rng.choice((0, 1, 2, None)) for facet in rubric().facets if rng.random() < 0.6}


@given(st.lists(st.lists(st.integers(0, 10_000), min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_losses_of_all_facets_are_what_is_missing_to_100(seeds: list[list[int]]) -> None:
    prompts = [[image_scores(verdicts(seed)) for seed in of_prompt] for of_prompt in seeds]
    for scores in itertools.chain(*prompts):
        if scores:
            assert sum(picture_losses(scores).values()) == pytest.approx(100 - scores[OVERALL])
    scored = prompt_scores((place, scores) for place, pictures in enumerate(prompts) for scores in pictures)
    overalls = [scores[OVERALL] for scores in scored.values() if scores]
    if overalls:
        missing = 100 - math.fsum(overalls) / len(overalls)
        assert sum(mean_losses(prompts).values()) == pytest.approx(missing)


def test_a_picture_without_scores_loses_nothing() -> None:
    assert picture_losses({}) == {}
    assert mean_losses([[{}]]) == {}
