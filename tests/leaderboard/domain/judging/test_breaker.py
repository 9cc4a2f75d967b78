"""The circuit breaker of a judge: when it opens, how long it pauses, and whose fault a failed call was."""

from __future__ import annotations

import pytest

from leaderboard.domain.judging.breaker import TRIAL_S, Breaker, BreakerState


def test_a_new_breaker_lets_work_through() -> None:
    breaker = Breaker()
    assert (breaker.state, breaker.rests_until) == (BreakerState.CLOSED, 0.0)


def test_each_failed_trial_pauses_longer_up_to_a_limit_and_a_passed_one_begins_again() -> None:
    breaker = Breaker()
    pauses = []
    for _ in range(5):
        breaker.open(100.0, jitter=0.5)
        assert breaker.state is BreakerState.OPEN
        pauses.append(breaker.rests_until - 100.0)
        breaker.try_out(110.0)
        assert (breaker.state, breaker.rests_until) == (BreakerState.HALF_OPEN, 110.0 + TRIAL_S)
    assert pauses == [2.0, 4.0, 8.0, 8.0, 8.0]
    breaker.close(120.0)
    assert (breaker.state, breaker.rests_until) == (BreakerState.CLOSED, 0.0)
    breaker.open(130.0, jitter=0.5)
    assert breaker.rests_until == 132.0


@pytest.mark.parametrize(
    ("answered", "failed", "works"),
    [
        pytest.param(0, 0, False, id="nothing else is known"),
        pytest.param(0, 5, False, id="all fail"),
        pytest.param(5, 5, False, id="every second one fails"),
        pytest.param(6, 5, True, id="most are answered"),
        pytest.param(1, 0, True, id="one other is answered"),
    ],
)
def test_a_judge_works_if_it_answered_most_calls_since_then(*, answered: int, failed: int, works: bool) -> None:
    breaker = Breaker()
    for _ in range(10):
        breaker.call_ended(9.0, answered=not works)  # before the call was sent, so it says nothing
    for ok in [True] * answered + [False] * failed:
        breaker.call_ended(11.0, answered=ok)
    assert breaker.works_since(10.0) is works


def test_a_passed_trial_shows_that_a_judge_works_and_an_earlier_one_does_not() -> None:
    breaker = Breaker()
    breaker.call_ended(11.0, answered=False)
    breaker.try_out(11.0)
    breaker.close(12.0)
    assert breaker.works_since(10.0)
    assert not breaker.works_since(13.0)
