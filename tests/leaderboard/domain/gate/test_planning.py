"""How many prompts a gate needs: the textbook's number for large samples, and the smallest that is enough."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leaderboard.domain.gate.planning import DROPS, Design, plan
from leaderboard.domain.gate.verdicts import GateError

designs = st.builds(
    Design, st.floats(0, 40), st.sampled_from([0.01, 0.05, 0.2]), st.integers(1, 6), st.sampled_from([0.0, 5.0, 40.0])
)


@pytest.mark.parametrize("drop", [0.1, 0.25])
def test_many_prompts_are_needed_as_the_normal_formula_says(drop: float) -> None:
    expected = ((stats.norm.isf(0.025) + stats.norm.isf(0.2)) * 12 / drop) ** 2
    assert Design(12.0).prompts_needed(drop) == pytest.approx(expected, rel=0.001)


@given(designs, st.floats(0.2, 10), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_number_is_the_smallest_that_reaches_the_power(design: Design, drop: float, power: float) -> None:
    needed = design.prompts_needed(drop, power)
    assert needed is not None
    assert design.power(needed, drop) >= power - 1e-9
    assert needed == 2 or design.power(needed - 1, drop) < power + 1e-9


@given(designs, st.floats(0.2, 10), st.floats(0.2, 10))
def test_smaller_drops_need_more_prompts(design: Design, drop: float, other: float) -> None:
    small, large = (design.prompts_needed(size) for size in sorted([drop, other]))
    assert small is not None and large is not None
    assert small >= large


@pytest.mark.parametrize(("spread", "drop"), [(12.0, 0.0), (12.0, -1.0), (100.0, 1e-3)])
def test_no_number_of_prompts_detects_nothing(spread: float, drop: float) -> None:
    assert Design(spread).prompts_needed(drop) is None


def test_one_prompt_says_nothing() -> None:
    assert math.isinf(Design(12.0).half_width(1))


def test_a_plan_lists_the_usual_drops_and_what_the_prompts_detect() -> None:
    planned = plan(Design(12.0), prompts=285)
    assert [drop.drop for drop in planned.drops] == list(DROPS)
    two_points = planned.drops[2]
    assert two_points.needed == 285
    assert two_points.power == pytest.approx(0.8, abs=0.002)
    assert [drop.power for drop in plan(Design(12.0)).drops] == [None] * len(DROPS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Design(-1.0), "points from 0 are expected"),
        (lambda: Design(math.nan), "points from 0 are expected"),
        (lambda: Design(12.0, levels=0), "the number of levels is 0"),
        (lambda: Design(12.0, alpha=0.5), "alpha is 0.5"),
        (lambda: plan(Design(12.0), power=1.0), "the power is 1.0"),
        (lambda: plan(Design(12.0), prompts=1), "the number of prompts is 1"),
    ],
)
def test_wrong_input_is_refused(wrong: object, message: str) -> None:
    assert callable(wrong)
    with pytest.raises(GateError, match=message):
        wrong()
