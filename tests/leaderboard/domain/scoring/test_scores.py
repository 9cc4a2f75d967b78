"""Scores by hand: φ is 0, 60, 100; each level is a mean of the one below; what is missing counts nowhere."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import Mean, image_scores, submission_scores
from tests.leaderboard.domain import shipped

LOGIC = FacetPath("Quality", "Realism", "Physical Logic")
TEXTURE = FacetPath("Quality", "Realism", "Material Texture")
NOISE = FacetPath("Quality", "Detail", "Noise")
HARMONY = FacetPath("Aesthetics", "Color Harmony", "Color Harmony")
QUALITY, AESTHETICS = ScorePath("Quality"), ScorePath("Aesthetics")

facets = st.sampled_from([facet.path for facet in shipped.rubric().facets])
verdicts_of_an_image = st.dictionaries(facets, st.sampled_from([0, 1, 2, None]), max_size=20)


@pytest.mark.parametrize(("verdict", "score"), [(0, 0.0), (1, 60.0), (2, 100.0)])
def test_phi_stands_on_every_level_of_a_single_verdict(verdict: Verdict, score: float) -> None:
    assert image_scores({NOISE: verdict}) == {
        OVERALL: score,
        QUALITY: score,
        ScorePath("Quality", "Detail"): score,
        ScorePath("Quality", "Detail", "Noise"): score,
    }


def test_each_level_is_the_mean_of_the_one_below() -> None:
    scores = image_scores({LOGIC: 2, TEXTURE: 1, NOISE: 0, HARMONY: 1})
    assert scores[ScorePath("Quality", "Realism")] == (100 + 60) / 2
    assert scores[ScorePath("Quality", "Detail")] == 0
    # Of the sub-capabilities and not of the three facets, whose mean would be 53.3.
    assert scores[QUALITY] == (80 + 0) / 2
    assert scores[AESTHETICS] == 60
    assert scores[OVERALL] == (40 + 60) / 2


def test_not_applicable_counts_nowhere_and_an_empty_level_is_absent() -> None:
    scores = image_scores({LOGIC: 2, TEXTURE: None, NOISE: None, HARMONY: None})
    assert scores == image_scores({LOGIC: 2})
    assert ScorePath("Quality", "Detail") not in scores
    assert AESTHETICS not in scores
    assert image_scores({NOISE: None}) == {}
    assert image_scores({}) == {}


def test_the_target_scope_counts_target_facets_only() -> None:
    verdicts: dict[FacetPath, Verdict] = {LOGIC: 2, TEXTURE: 0, NOISE: 1, HARMONY: 0}
    assert image_scores(verdicts, only={LOGIC, NOISE}) == image_scores({LOGIC: 2, NOISE: 1})
    assert image_scores(verdicts, only=set()) == {}


def test_the_overall_of_a_submission_is_the_mean_of_the_images_overalls() -> None:
    first = image_scores({NOISE: 2, HARMONY: 0})  # overall 50
    second = image_scores({NOISE: 2})  # overall 100
    means = submission_scores([first, second])
    assert means[OVERALL] == Mean(75.0, 2)
    # The mean of the dimension means would be (100 + 0) / 2.
    assert means[QUALITY] == Mean(100.0, 2)
    assert means[AESTHETICS] == Mean(0.0, 1)


def test_images_without_a_level_do_not_count_in_its_mean() -> None:
    means = submission_scores([image_scores({NOISE: 1}), image_scores({NOISE: None}), {}, image_scores({HARMONY: 2})])
    assert means[QUALITY] == Mean(60.0, 1)
    assert means[OVERALL] == Mean(80.0, 2)
    assert submission_scores([]) == {}


@given(st.lists(verdicts_of_an_image, max_size=12), st.randoms(use_true_random=False))
def test_no_order_moves_a_score(images: list[dict[FacetPath, Verdict]], chance: random.Random) -> None:
    shuffled = [dict(chance.sample(list(image.items()), len(image))) for image in images]
    chance.shuffle(shuffled)
    means = submission_scores(image_scores(image) for image in images)
    assert submission_scores(image_scores(image) for image in shuffled) == means
    assert all(0 <= mean.value <= 100 and 0 < mean.images <= len(images) for mean in means.values())


@given(verdicts_of_an_image)
def test_a_better_verdict_never_lowers_a_score(verdicts: dict[FacetPath, Verdict]) -> None:
    before = image_scores(verdicts)
    better = {path: None if verdict is None else min(verdict + 1, 2) for path, verdict in verdicts.items()}
    after = image_scores(better)
    assert after.keys() == before.keys()
    assert all(after[path] >= before[path] for path in before)
