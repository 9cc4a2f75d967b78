"""Several pictures per prompt: prompts stay the sampling unit, whatever the number of pictures."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.gate.gate import Requirement, run_gate
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.ranking.standings import OVERALL_COLUMN, Entry, standings
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import image_scores, prompt_scores, submission_scores
from leaderboard.domain.statistics.arrays import FloatArray
from tests.leaderboard.domain import shipped

Verdicts = dict[FacetPath, Verdict]

NOISE = FacetPath("Quality", "Detail", "Noise")
LOGIC = FacetPath("Quality", "Realism", "Physical Logic")
LEVELS = shipped.rubric().levels

facets = st.sampled_from([facet.path for facet in shipped.rubric().facets])
pictures = st.dictionaries(facets, st.sampled_from([0, 1, 2, None]), max_size=20)
prompts = st.lists(pictures, min_size=1, max_size=8)
counts = st.integers(2, 4)


def scores_of(prompts: list[list[Verdicts]]) -> dict[int, dict[ScorePath, float]]:
    """The prompts' scores, by place."""
    return prompt_scores(
        (place, image_scores(verdicts)) for place, pictures in enumerate(prompts) for verdicts in pictures
    )


def matrix(prompts: list[list[Verdicts]]) -> FloatArray:
    """[prompts, levels]."""
    scores = scores_of(prompts)
    return np.array([[scores[place].get(path, np.nan) for path in LEVELS] for place in range(len(prompts))])


@given(prompts)
def test_one_picture_per_prompt_changes_nothing(pictures: list[Verdicts]) -> None:
    alone = scores_of([[verdicts] for verdicts in pictures])
    assert list(alone.values()) == [image_scores(verdicts) for verdicts in pictures]


@given(prompts, counts)
def test_equal_copies_have_the_scores_and_errors_of_one(pictures: list[Verdicts], count: int) -> None:
    one, copies = [[verdicts] for verdicts in pictures], [[verdicts] * count for verdicts in pictures]
    assert scores_of(copies) == scores_of(one)
    single, several = submission_scores(scores_of(one).values()), submission_scores(scores_of(copies).values())
    assert several == single
    assert {path: mean.standard_error for path, mean in several.items()} == {
        path: mean.standard_error for path, mean in single.items()
    }
    np.testing.assert_array_equal(matrix(copies), matrix(one))


@given(st.lists(st.lists(pictures, min_size=1, max_size=4), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_pictures_moves_nothing(prompts: list[list[Verdicts]], chance: random.Random) -> None:
    shuffled = [chance.sample(pictures, len(pictures)) for pictures in prompts]
    assert scores_of(shuffled) == scores_of(prompts)


def test_ranks_and_gates_see_equal_copies_as_one_picture() -> None:
    rng = np.random.default_rng(5)
    models: list[list[Verdicts]] = [
        [{facet.path: int(rng.integers(0, 3)) for facet in shipped.rubric().facets} for _ in range(12)]
        for _ in range(3)
    ]
    once = np.array([matrix([[verdicts] for verdicts in pictures])[:, :1] for pictures in models])
    thrice = np.array([matrix([[verdicts] * 3 for verdicts in pictures])[:, :1] for pictures in models])
    entries = [Entry(str(number), 100, 100) for number in range(3)]
    ranked = [standings(entries, scores, (OVERALL_COLUMN,), seed=1, resamples=50) for scores in (once, thrice)]
    assert ranked[0] == ranked[1]
    assert ranked[0][0].scores[OVERALL_COLUMN].images == 12
    gates = [run_gate(scores[0], scores[1], [Requirement("overall", 1.0)]) for scores in (once, thrice)]
    assert gates[0] == gates[1]


def test_a_picture_on_which_a_facet_does_not_apply_has_no_say_on_it() -> None:
    scores = scores_of([[{NOISE: 2, LOGIC: 0}, {NOISE: None, LOGIC: 1}]])[0]
    assert scores[NOISE] == 100
    assert scores[LOGIC] == 30
    # Each picture's own overall counts the same: (50 + 60) / 2, not the mean of 100 and 30.
    assert scores[OVERALL] == 55


def test_a_prompt_counts_once_however_many_of_its_pictures_are_missing() -> None:
    means = submission_scores(scores_of([[{NOISE: 2}, {NOISE: 0}], [{NOISE: 0}]]).values())
    assert (means[OVERALL].value, means[OVERALL].images) == (25, 2)


def test_more_pictures_narrow_an_interval_only_by_what_they_average_out() -> None:
    rng = np.random.default_rng(7)
    drawn: list[list[Verdicts]] = [[{NOISE: int(rng.integers(0, 3))} for _ in range(4)] for _ in range(200)]
    first = submission_scores(scores_of([pictures[:1] for pictures in drawn]).values())[OVERALL]
    four = submission_scores(scores_of(drawn).values())[OVERALL]
    assert first.standard_error is not None
    assert four.standard_error is not None
    # All variance here is between pictures, none between prompts, so four pictures halve the error.
    assert four.standard_error == pytest.approx(first.standard_error / 2, rel=0.1)
    assert four.images == 200
