"""One verdict for each position of an interval, and one exit code for each verdict."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.gate.verdicts import GateError, Verdict, combined, verdict_of

B, E, W, U = Verdict.BETTER, Verdict.EQUIVALENT, Verdict.WORSE, Verdict.UNDECIDED
points = st.floats(-100, 100)
margins = st.floats(0, 100)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.1, 3.0, B),
        (-0.9, 3.0, E),
        (-0.9, -0.1, E),  # reliably lower, but by less than the margin
        (-1.0, 0.5, E),
        (-1.1, -0.1, W),
        (-5.0, -3.0, W),
        (-1.1, 0.1, U),
        (math.nan, math.nan, U),
    ],
)
def test_the_verdict_with_a_margin_of_one_point(low: float, high: float, expected: Verdict) -> None:
    assert verdict_of(low, high, 1.0) is expected


@given(st.lists(points, min_size=2, max_size=2, unique=True).map(sorted), margins, margins)
def test_a_wider_margin_never_refuses_what_a_narrower_one_lets_pass(
    ends: list[float], margin: float, other: float
) -> None:
    low, high = ends
    narrow, wide = (verdict_of(low, high, chosen) for chosen in sorted([margin, other]))
    assert wide.exit_code == 0 or wide is narrow
    assert (narrow is B) == (wide is B)


@given(st.lists(points, min_size=2, max_size=2, unique=True).map(sorted), margins)
def test_what_is_better_than_a_baseline_cannot_be_replaced_by_it_unless_within_the_margin(
    ends: list[float], margin: float
) -> None:
    low, high = ends
    there, back = verdict_of(low, high, margin), verdict_of(-high, -low, margin)
    assert (there is B) == (low > 0)
    if there is B:
        assert back is (E if high <= margin else W)


def test_the_exit_codes_are_those_of_the_docs() -> None:
    assert {verdict: verdict.exit_code for verdict in Verdict} == {B: 0, E: 0, W: 1, U: 2}


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [([E, E], E), ([B, E], B), ([B, U, E], U), ([B, U, W], W), ([U], U)],
)
def test_the_worst_level_decides(verdicts: list[Verdict], expected: Verdict) -> None:
    assert combined(verdicts) is expected


def test_a_gate_without_levels_is_refused() -> None:
    with pytest.raises(GateError, match="at least one is expected"):
        combined([])
