"""The pace of judges, and the time that calls take."""

from __future__ import annotations

import pytest

from leaderboard.domain.admission.pace import ASSUMED_CALLS_AN_HOUR, next_pace, seconds_for


@pytest.mark.parametrize(
    ("before", "measured", "is_busy", "expected"),
    [
        (None, 100, False, None),  # nobody waited, so the judge may have had nothing else to do
        (None, ASSUMED_CALLS_AN_HOUR + 1, False, ASSUMED_CALLS_AN_HOUR + 1),
        (None, 100, True, 100),
        (3000, 100, False, 3000),
        (3000, 3500, False, 3500),
        (3000, 2000, True, 2500),
        (3000, 0, True, 3000),  # no judge was at work
    ],
)
def test_the_pace_is_believed_while_submissions_wait_and_a_lower_bound_otherwise(
    before: float | None, measured: float, is_busy: bool, expected: float | None
) -> None:
    assert next_pace(before, measured, is_busy=is_busy) == expected


def test_calls_take_their_time_and_those_of_a_slow_endpoint_no_more_than_it_delivers() -> None:
    assert seconds_for(1000, [], calls_an_hour=500) == 2 * 3600
    assert seconds_for(1000, [(4000, 1e9)], calls_an_hour=500) == 10 * 3600
    assert seconds_for(1000, [(4000, 10)], calls_an_hour=500) == pytest.approx(2.2 * 3600)
    assert seconds_for(1000, [], calls_an_hour=0) is None
