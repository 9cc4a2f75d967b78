"""Admission on a whole site of real processes: who submits once does not stand behind somebody's many submissions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from leaderboard.demo import visit
from leaderboard.demo.visitor import Account, Visitor, wait_for
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import Stack, running_stack

pytestmark = pytest.mark.processes

# A judge that answers eight calls a second, and room for a single submission at a time.
ENVIRONMENT = {
    "SWEEP_S": "0.5",
    "QUOTA_SUBMISSIONS": "1000",
    "JUDGE_IN_FLIGHT": "8",
    "JUDGING_WINDOW": "8",
    "ADMISSION_AHEAD_MINUTES": "0.01",
}


def submit(visitor: Visitor, stack: Stack) -> int:
    generator = visitor.generator({"name": "Waiting", "organisation": "Tests", "licence": "MIT"})
    submission = visitor.submit_endpoint(
        generator=generator,
        suite=visit.SUITE,
        languages=["en"],
        base_url=stack.generator_url,
        model="sample-plain",
        size="256x256",
    )
    return int(submission["id"])


def test_authors_take_turns_and_read_when_theirs_comes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALON_HOME", str(home))
    order: list[int] = []
    with (
        running_stack(
            port=free_port(), extra_environment=ENVIRONMENT, judge_arguments=["--reply-seconds", "1"]
        ) as stack,
        Visitor(stack.site_url, Account("many@example.org", "salon-tester-1")) as many,
        Visitor(stack.site_url, Account("one@example.org", "salon-tester-2")) as one,
    ):
        crowd = [submit(many, stack) for _ in range(3)]
        single = submit(one, stack)
        owners = dict.fromkeys(crowd, many) | {single: one}

        def state(submission_id: int) -> dict[str, Any]:
            return owners[submission_id].submission(submission_id)

        turns = {submission_id: state(submission_id)["turn"] for submission_id in owners}
        assert [turn["is_waiting"] for turn in turns.values()] == [False, True, True, True]
        assert {key: turn["submissions_before"] for key, turn in turns.items()} == dict(
            zip([crowd[0], single, *crowd[1:]], range(4), strict=True)
        )
        assert turns[single]["begins_in_s"] > 0

        def all_scored() -> bool:
            ended = {key: state(key)["outcome"] for key in owners if key not in order}
            order.extend(key for key, outcome in ended.items() if outcome == "scored")
            assert set(ended.values()) <= {"running", "scored"}
            return len(order) == len(owners)

        wait_for(all_scored, "the end of all submissions", within_s=240)
    assert order.index(single) == 1, "after the one that had begun, and before the others of its author"
    assert [key for key in order if key != single] == crowd
