"""The judge's noise and the canary's bands: properties of the pure core, and one case by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.repeatability import (
    Band,
    Round,
    across,
    bands,
    drifted,
    noise,
    set_means,
    within,
)
from tests.leaderboard.domain import shipped

NOISE = FacetPath("Quality", "Detail", "Noise")
EDGES = FacetPath("Quality", "Detail", "Edge Clarity")
FACETS = [facet.path for facet in shipped.rubric().facets[:12]]

pictures = st.dictionaries(st.sampled_from(FACETS), st.sampled_from([0, 1, 2, None]), min_size=1)


@st.composite
def several_rounds(draw: st.DrawFn) -> list[Round]:
    """Two to four rounds over the same number of pictures."""
    size = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(pictures, min_size=size, max_size=size), min_size=2, max_size=4))


def test_flips_and_changes_of_a_case_computed_by_hand() -> None:
    first: Round = [{NOISE: 2, EDGES: 1}, {NOISE: 0}]
    second: Round = [{NOISE: 1, EDGES: 1}, {NOISE: 0}]
    found = noise([(first, second)])
    assert (found.facets[NOISE].flipped, found.facets[NOISE].compared, found.facets[NOISE].share) == (1, 2, 0.5)
    assert (found.facets[EDGES].flipped, found.facets[EDGES].compared) == (0, 1)
    assert (found.all_facets.flipped, found.all_facets.compared) == (1, 3)
    # Picture one: (100 + 60) / 2 = 80 against 60; picture two: 0 and 0.
    assert found.levels[OVERALL].picture == pytest.approx(10)
    assert found.levels[OVERALL].whole_set == pytest.approx(10)
    assert found.levels[ScorePath("Quality")].picture == pytest.approx(10)


def test_opposite_changes_cancel_in_the_sets_mean_and_not_in_the_pictures() -> None:
    found = noise([([{NOISE: 0}, {NOISE: 2}], [{NOISE: 2}, {NOISE: 0}])])
    assert (found.levels[OVERALL].picture, found.levels[OVERALL].whole_set) == (100, 0)


def test_does_not_apply_against_a_verdict_is_a_flip_and_a_missing_one_is_not_compared() -> None:
    found = noise([([{NOISE: None, EDGES: 1}], [{NOISE: 1}])])
    assert list(found.facets) == [NOISE]
    assert found.facets[NOISE].share == 1


@given(several_rounds())
def test_a_round_does_not_differ_from_itself(rounds: list[Round]) -> None:
    found = noise([(one, one) for one in rounds])
    assert found.all_facets.flipped == 0
    assert all(change.picture == change.whole_set == 0 for change in found.levels.values())


@given(several_rounds())
def test_the_order_of_a_pair_does_not_matter(rounds: list[Round]) -> None:
    pairs = within(rounds)
    assert noise(pairs) == noise([(other, one) for one, other in pairs])
    assert len(across(rounds, rounds)) == len(rounds) ** 2


@given(several_rounds())
def test_a_sets_mean_never_moves_further_than_its_pictures_do(rounds: list[Round]) -> None:
    for change in noise(within([[{**picture, NOISE: 1} for picture in one] for one in rounds])).levels.values():
        assert change.whole_set <= 100
        assert change.picture <= 100


@given(several_rounds())
def test_no_round_leaves_the_bands_that_were_made_from_it(rounds: list[Round]) -> None:
    rounds = [[{**picture, NOISE: 1} for picture in one] for one in rounds]
    expected = bands(rounds)
    assert all(band.half_width >= 3 for band in expected.values())
    assert [drifted(expected, one) for one in rounds] == [[] for _ in rounds]


def test_a_judge_that_scores_otherwise_has_drifted_and_the_words_say_where() -> None:
    steady: Round = [{NOISE: 2}, {NOISE: 1}]
    expected = bands([steady, steady])
    assert expected[OVERALL] == Band(80, 3)
    assert drifted(expected, steady) == []
    assert drifted(expected, [{NOISE: 1}, {NOISE: 1}]) == [
        "overall is 60.0 (expected 80.0 ± 3.0)",
        "Quality is 60.0 (expected 80.0 ± 3.0)",
    ]


def test_a_judge_that_gives_no_verdicts_any_more_has_drifted() -> None:
    expected = bands([[{NOISE: 1}], [{NOISE: 1}]])
    assert drifted(expected, [{}])[0] == "overall has no verdict (expected 60.0)"
    assert set_means([{}]) == {}
