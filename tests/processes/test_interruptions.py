"""Killed and ending workers, a flushed queue, a judge that goes away: the run finishes by itself, with equal scores."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

import httpx
import psutil
import psycopg
import pytest
import redis

from leaderboard.demo import visit
from leaderboard.demo.visitor import Account, Visitor, wait_for
from leaderboard.embedded.stack import Stack

pytestmark = pytest.mark.processes

GENERATOR = {"organisation": "Tests", "licence": "MIT"}


def submit(visitor: Visitor, stack: Stack, name: str) -> int:
    submission = visitor.submit_endpoint(
        generator=visitor.generator({"name": name, **GENERATOR}),
        suite=visit.SUITE,
        languages=["en"],
        base_url=stack.generator_url,
        model="sample-plain",
        size="256x256",
    )
    return int(submission["id"])


def wait_until_judged(visitor: Visitor, key: int, calls: int) -> None:
    wait_for(
        lambda: visitor.submission(key)["progress"]["calls_recorded"] >= calls, f"{calls} judge calls", within_s=180
    )


def wait_until_scored(visitor: Visitor, key: int) -> None:
    wait_for(lambda: visitor.submission(key)["outcome"] != "running", "the end of the run", within_s=1200)
    state = visitor.submission(key)
    assert state["outcome"] == "scored", state["cause"]


def rows(stack: Stack, statement: str, key: int) -> list[tuple[Any, ...]]:
    with psycopg.connect(stack.database_url) as connection:
        return connection.execute(statement, [key]).fetchall()


def scores(stack: Stack, key: int) -> list[tuple[Any, ...]]:
    return rows(
        stack,
        "SELECT language, scope, dimension, sub_capability, facet, mean, images FROM leaderboard_submissionscore"
        " WHERE submission_id = %s ORDER BY 1, 2, 3, 4, 5",
        key,
    )


def judged_twice(stack: Stack, key: int) -> list[tuple[Any, ...]]:
    return rows(
        stack,
        "SELECT i.prompt_id, i.language, j.dimension, count(*) FROM leaderboard_judgement j"
        " JOIN leaderboard_judgedimage d ON d.id = j.judging_id JOIN leaderboard_generatedimage i ON i.id = d.image_id"
        " WHERE d.submission_id = %s GROUP BY 1, 2, 3 HAVING count(*) > 1",
        key,
    )


@pytest.fixture(scope="module")
def undisturbed(stack: Stack) -> list[tuple[Any, ...]]:
    """The scores of a run in which nothing happens."""
    with Visitor(stack.site_url, Account("calm@example.org", "salon-calm-1")) as someone:
        key = submit(someone, stack, "Undisturbed")
        wait_until_scored(someone, key)
        return scores(stack, key)


def kill_workers(stack: Stack) -> None:
    for program in stack.workers.values():
        stack.programs.stop(program, how=signal.SIGKILL)
    for queue in list(stack.workers):
        stack.start_worker(queue)


def flush_queue(stack: Stack) -> None:
    redis.Redis.from_url(stack.redis_url).flushall()


def take_judge_away(stack: Stack) -> None:
    assert stack.judge is not None
    stack.programs.stop(stack.judge, how=signal.SIGKILL)
    time.sleep(5)
    stack.start_judge()
    stack.programs.wait_until(lambda: _answers(stack.judge_url), "the judge", within_s=120)


def _answers(judge_url: str) -> bool:
    try:
        return httpx.get(f"{judge_url}/health").is_success
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("disturb", [kill_workers, flush_queue, take_judge_away])
def test_a_disturbed_run_ends_with_the_scores_of_an_undisturbed_one(
    stack: Stack, visitor: Visitor, undisturbed: list[tuple[Any, ...]], disturb: Callable[[Stack], None]
) -> None:
    key = submit(visitor, stack, f"Disturbed by {disturb.__name__}")
    wait_until_judged(visitor, key, calls=12)
    disturb(stack)
    before = visitor.submission(key)
    assert before["outcome"] == "running", "the run ended before it could be disturbed"
    wait_until_scored(visitor, key)
    assert scores(stack, key) == undisturbed
    assert judged_twice(stack, key) == []


def test_while_the_judge_is_away_the_run_waits_and_says_so(stack: Stack, visitor: Visitor) -> None:
    assert stack.judge is not None
    stack.programs.stop(stack.judge, how=signal.SIGKILL)
    key = submit(visitor, stack, "Waiting")
    wait_for(lambda: bool(visitor.submission(key)["progress"]["waiting_for"]), "the reason for waiting", within_s=120)
    assert visitor.submission(key)["outcome"] == "running"
    stack.start_judge()
    wait_until_scored(visitor, key)


def test_a_judging_worker_that_is_told_to_end_leaves_its_work_to_others_although_the_judge_hangs(
    stack: Stack, visitor: Visitor, undisturbed: list[tuple[Any, ...]]
) -> None:
    """A frozen judge holds connections open and answers nothing; a call may take ten minutes."""
    assert stack.judge is not None
    key = submit(visitor, stack, "Told to end")
    wait_until_judged(visitor, key, calls=3)
    judge = psutil.Process(stack.judge.process.pid)
    judge.suspend()
    try:
        leases = "SELECT count(*) FROM leaderboard_judgedimage WHERE submission_id = %s AND lease_token IS NOT NULL"
        wait_for(lambda: rows(stack, leases, key)[0][0] >= 2, "calls that hang", within_s=30)
        ending = stack.workers["judging"]
        ending.process.terminate()
        ending.process.wait(timeout=10)
        assert rows(stack, leases, key) == [(0,)]
        stack.programs.running.remove(ending)
        stack.start_worker("judging")
    finally:
        judge.resume()
    wait_until_scored(visitor, key)
    assert scores(stack, key) == undisturbed
    assert judged_twice(stack, key) == []
