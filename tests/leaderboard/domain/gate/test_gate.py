"""The gate against scipy's paired t test, and its properties on scores as verdicts give them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leaderboard.domain.gate.gate import Requirement, run_gate
from leaderboard.domain.gate.planning import UNSEEN, Design
from leaderboard.domain.gate.verdicts import GateError, Verdict
from leaderboard.domain.statistics.arrays import FloatArray

GRID = np.array([0.0, 30.0, 60.0, 80.0, 100.0, np.nan])
NAMES = ("overall", "quality", "alignment")


def scores(seed: int, prompts: int, levels: int = 1, *, drop: float = 0.0) -> tuple[FloatArray, FloatArray]:
    """Baseline and candidate, both [prompts, levels]."""
    rng = np.random.default_rng(seed)
    baseline = rng.normal(60, 15, (prompts, levels))
    return baseline, baseline - drop + rng.normal(0, 8, (prompts, levels))


def requirements(levels: int = 1, margin: float = 1.0, noise: float = 0.0) -> list[Requirement]:
    """The first levels, all with the same margin."""
    return [Requirement(name, margin, noise) for name in NAMES[:levels]]


def drawn(seed: int, prompts: int, levels: int) -> tuple[FloatArray, FloatArray]:
    """Scores on a coarse grid, with ties and missing ones."""
    baseline, candidate = np.random.default_rng(seed).choice(GRID, (2, prompts, levels))
    return baseline, candidate


pairs = st.builds(drawn, st.integers(0, 2**32), st.integers(2, 40), st.integers(1, 3))


@pytest.mark.parametrize("alpha", [0.05, 0.2])
def test_intervals_are_those_of_paired_t_tests_at_alpha_over_levels(alpha: float) -> None:
    baseline, candidate = scores(1, 80, 3)
    result = run_gate(baseline, candidate, requirements(3), alpha=alpha)
    for at, level in enumerate(result.levels):
        test = stats.ttest_rel(candidate[:, at], baseline[:, at])
        ends = test.confidence_interval(1 - alpha / 3)
        assert (level.low, level.high) == pytest.approx((ends.low, ends.high))
        assert level.difference == pytest.approx(candidate[:, at].mean() - baseline[:, at].mean())
        assert level.spread == pytest.approx(np.std(candidate[:, at] - baseline[:, at], ddof=1))


@given(pairs, st.floats(0, 5))
def test_every_interval_has_a_width_and_contains_its_difference(
    pair: tuple[FloatArray, FloatArray], noise: float
) -> None:
    for level in run_gate(*pair, requirements(pair[0].shape[1], noise=noise)).levels:
        assert (level.low is None) == (level.high is None) == (level.prompts < 2)
        if level.low is not None and level.high is not None and level.difference is not None:
            assert level.low <= level.difference - noise <= level.difference + noise <= level.high
            assert level.low < level.difference < level.high


@given(pairs)
def test_swapping_the_two_mirrors_every_interval(pair: tuple[FloatArray, FloatArray]) -> None:
    baseline, candidate = pair
    needed = requirements(baseline.shape[1])
    for there, back in zip(
        run_gate(baseline, candidate, needed).levels, run_gate(candidate, baseline, needed).levels, strict=True
    ):
        assert (there.baseline, there.candidate, there.spread) == (back.candidate, back.baseline, back.spread)
        if there.low is not None and there.high is not None:
            assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


@given(pairs, st.permutations(range(40)))
def test_the_order_of_the_prompts_does_not_matter(pair: tuple[FloatArray, FloatArray], order: list[int]) -> None:
    baseline, candidate = pair
    kept = [at for at in order if at < len(baseline)]
    needed = requirements(baseline.shape[1])
    first, second = run_gate(baseline, candidate, needed), run_gate(baseline[kept], candidate[kept], needed)
    assert [level.difference for level in first.levels] == [level.difference for level in second.levels]
    assert first.verdict is second.verdict


def test_equal_scores_pass_only_with_enough_prompts() -> None:
    few, many = (np.full((prompts, 1), 60.0) for prompts in (24, 240))
    undecided, equivalent = (run_gate(same, same, requirements()) for same in (few, many))
    assert undecided.verdict is Verdict.UNDECIDED
    assert undecided.levels[0].high == pytest.approx(stats.t.isf(0.025, 23) * UNSEEN / 24)
    assert equivalent.verdict is Verdict.EQUIVALENT


def test_a_level_without_shared_prompts_is_undecided_and_says_so() -> None:
    nan = math.nan
    baseline, candidate = np.array([[60.0, 50.0], [60.0, nan]]), np.array([[60.0, nan], [60.0, 50.0]])
    level = run_gate(baseline, candidate, requirements(2)).levels[1]
    assert (level.verdict, level.prompts, level.difference, level.low) == (Verdict.UNDECIDED, 0, None, None)


def test_means_are_over_the_prompts_that_both_have() -> None:
    baseline, candidate = np.array([[10.0], [20.0], [90.0]]), np.array([[20.0], [30.0], [math.nan]])
    level = run_gate(baseline, candidate, requirements()).levels[0]
    assert (level.baseline, level.candidate, level.difference, level.prompts) == (15.0, 25.0, 10.0, 2)


def test_a_difference_below_the_noise_floor_is_neither_better_nor_worse() -> None:
    baseline, candidate = scores(3, 4000, drop=2.0)
    assert run_gate(baseline, candidate, requirements()).verdict is Verdict.WORSE
    assert run_gate(candidate, baseline, requirements()).verdict is Verdict.BETTER
    assert run_gate(baseline, candidate, requirements(noise=2.5)).verdict is Verdict.UNDECIDED
    assert run_gate(candidate, baseline, requirements(noise=2.5)).verdict is Verdict.EQUIVALENT


@given(st.integers(0, 2**32), st.integers(2, 300), st.floats(-2, 2), st.floats(0.1, 3), st.floats(0, 2))
def test_an_undecided_level_needs_more_prompts_than_it_has(
    seed: int, prompts: int, drop: float, margin: float, noise: float
) -> None:
    level = run_gate(*scores(seed, prompts, drop=drop), requirements(margin=margin, noise=noise)).levels[0]
    if level.verdict is Verdict.UNDECIDED:
        assert level.prompts_needed is not None
        assert level.prompts_needed > prompts
    else:
        assert level.prompts_needed is None


@given(st.integers(0, 2**32), st.integers(2, 400), st.sampled_from([1, 3]), st.floats(0, 3))
def test_a_plan_has_the_widths_of_the_gate(seed: int, prompts: int, levels: int, noise: float) -> None:
    for level in run_gate(*scores(seed, prompts, levels), requirements(levels, noise=noise)).levels:
        assert level.spread is not None and level.low is not None and level.difference is not None
        design = Design(level.spread, levels=levels, noise=noise * math.sqrt(prompts))
        assert level.difference - level.low == pytest.approx(design.half_width(prompts))


@pytest.mark.parametrize(
    ("changed", "alpha", "message"),
    [
        ({}, 0.0, "alpha is 0.0; a number between 0 and 0.5"),
        ({}, math.nan, "alpha is nan"),
        ({"margin": -1.0}, 0.05, "the margin of quality is -1.0; 0 to 100 points"),
        ({"margin": math.nan}, 0.05, "the margin of quality is nan"),
        ({"level": "overall"}, 0.05, "overall: named more than once"),
    ],
)
def test_wrong_input_is_refused(changed: dict[str, float], alpha: float, message: str) -> None:
    first, second = requirements(2)
    with pytest.raises(GateError, match=message):
        run_gate(*scores(1, 5, 2), [first, replace(second, **changed)], alpha=alpha)  # type: ignore[arg-type] # by name
