"""The back-off: bounded, growing, and never earlier than the server asked."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.retry import MAX_RETRY_AFTER_S, RetryPolicy

POLICY = RetryPolicy(max_attempts=4, base_s=2.0, cap_s=60.0)

attempts = st.integers(min_value=1, max_value=10**9)
jitters = st.floats(min_value=0, max_value=1, exclude_max=True)
waits = st.floats(min_value=0, max_value=1e12)


def test_doubles_up_to_the_cap() -> None:
    half = [POLICY.delay_s(n, jitter=0.5) for n in range(1, 8)]
    assert half == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_waits_at_least_as_long_as_the_server_asked() -> None:
    assert POLICY.delay_s(1, jitter=0.5, retry_after_s=20.0) == 20.0
    assert POLICY.delay_s(6, jitter=0.5, retry_after_s=20.0) == 30.0


def test_a_server_cannot_park_the_work_for_ever() -> None:
    assert POLICY.delay_s(1, jitter=0.5, retry_after_s=1e9) == MAX_RETRY_AFTER_S
    assert POLICY.delay_s(1, jitter=0.5, retry_after_s=math.inf) == MAX_RETRY_AFTER_S


@given(attempts, jitters)
def test_stays_between_zero_and_the_cap(attempt: int, jitter: float) -> None:
    assert 0 <= POLICY.delay_s(attempt, jitter=jitter) < POLICY.cap_s


@given(attempts, jitters, waits)
def test_is_the_longer_of_both_waits(attempt: int, jitter: float, asked: float) -> None:
    alone = POLICY.delay_s(attempt, jitter=jitter)
    assert POLICY.delay_s(attempt, jitter=jitter, retry_after_s=asked) == max(alone, min(asked, MAX_RETRY_AFTER_S))


@given(attempts, jitters)
def test_never_shrinks_from_one_attempt_to_the_next(attempt: int, jitter: float) -> None:
    assert POLICY.delay_s(attempt, jitter=jitter) <= POLICY.delay_s(attempt + 1, jitter=jitter)


@given(st.integers(min_value=1, max_value=100), attempts)
def test_exhausted_from_the_last_attempt_on(max_attempts: int, attempt: int) -> None:
    policy = RetryPolicy(max_attempts=max_attempts, base_s=1.0, cap_s=1.0)
    assert policy.exhausted(attempt) == (attempt >= max_attempts)


@pytest.mark.parametrize(
    ("max_attempts", "base_s", "cap_s"),
    [(0, 1.0, 2.0), (1, 0.0, 2.0), (1, -1.0, 2.0), (1, 3.0, 2.0), (1, 1.0, math.inf), (1, math.nan, 2.0)],
)
def test_refuses_a_policy_that_makes_no_sense(max_attempts: int, base_s: float, cap_s: float) -> None:
    with pytest.raises(ValueError, match=r"needed"):
        RetryPolicy(max_attempts=max_attempts, base_s=base_s, cap_s=cap_s)


@pytest.mark.parametrize(("attempt", "jitter"), [(0, 0.5), (-1, 0.5), (1, 1.0), (1, -0.1), (1, math.nan)])
def test_refuses_arguments_outside_their_range(attempt: int, jitter: float) -> None:
    with pytest.raises(ValueError, match=r"count from 1|below 1"):
        POLICY.delay_s(attempt, jitter=jitter)
