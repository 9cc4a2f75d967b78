"""What ``salon watch`` says about a submission that waits for its turn."""

from __future__ import annotations

from typing import Any

import pytest

from leaderboard.client.commands.watching import wait_words
from leaderboard.client.models import Submission, Turn


def waiting(**changes: Any) -> Submission:
    facts = {"is_waiting": True, "submissions_before": 3, "authors_before": 2, "calls_before": 900, "judges": 1}
    times = {"calls_an_hour": 900.0, "is_measured": True, "begins_in_s": 3600.0, "ends_in_s": 4000.0}
    return Submission.model_construct(turn=Turn(**(facts | times | {"ends_by_s": 10_000.0} | changes)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "place 4 in the queue, judging starts in about 1 h and ends in about 1 h, rarely later than in about 3 h"),
        ({"begins_in_s": None, "ends_in_s": None, "ends_by_s": None}, "place 4 in the queue; no judge is running"),
        (
            {"begins_in_s": 5.0, "ends_in_s": 200.0, "ends_by_s": 400_000.0},
            (
                "place 4 in the queue, judging starts in about 1 min and ends in about 4 min, "
                "rarely later than in about 5 days"
            ),
        ),
        ({"is_waiting": False}, ""),
    ],
)
def test_it_names_the_place_and_the_times(changes: dict[str, Any], words: str) -> None:
    assert wait_words(waiting(**changes)) == words


def test_one_that_does_not_run_has_no_turn() -> None:
    assert wait_words(Submission.model_construct(turn=None)) == ""
