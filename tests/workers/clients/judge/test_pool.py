"""Several judges: pictures go where the fewest are in flight, a dead judge is left out and found again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from leaderboard.domain.judging import breaker
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.retry import RetryPolicy
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.gate import JudgeGate
from workers.clients.judge.pool import JudgePool

ONE, OTHER = JudgeClient("http://127.0.0.1:1"), JudgeClient("http://127.0.0.1:2")
"""Never called here: only where pictures go is looked at."""


async def never_called(gate: JudgeGate, profile: JudgeProfile) -> str:
    raise AssertionError


def new_pool() -> JudgePool:
    return JudgePool([JudgeGate("one", ONE, never_called), JudgeGate("other", OTHER, never_called)])


@contextmanager
def lent(pool: JudgePool) -> Iterator[JudgeGate]:
    """A judge of the pool, where there is one."""
    with pool.lend() as gate:
        assert gate is not None
        yield gate


def test_pictures_are_spread_by_what_is_in_flight() -> None:
    pool = new_pool()
    with ExitStack() as pictures:
        given = [pictures.enter_context(lent(pool)) for _ in range(40)]
        assert set(Counter(gate.judge for gate in given).values()) == {20}
    with lent(pool) as first, lent(pool) as second:
        assert {first.judge, second.judge} == {ONE, OTHER}


def test_what_fails_is_not_in_flight_any_more() -> None:
    pool = new_pool()
    for _ in range(3):
        with pytest.raises(RuntimeError), lent(pool) as gate:
            assert gate.judge is ONE
            raise RuntimeError


async def test_one_that_was_away_is_left_out_and_comes_back_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "PAUSES", RetryPolicy(max_attempts=1, base_s=0.05, cap_s=0.05))
    pool = new_pool()
    with lent(pool) as gate:
        gate.rest()
    for _ in range(5):
        with lent(pool) as gate:
            assert gate.judge is OTHER
    await asyncio.sleep(0.06)
    with lent(pool) as gate:
        assert gate.judge is ONE


def test_where_all_are_away_the_one_whose_pause_ends_first_is_tried() -> None:
    pool = new_pool()
    for _ in range(2):
        with lent(pool) as gate:
            gate.rest()
    with lent(pool) as gate:
        assert gate.rests_until == min(other.rests_until for other in pool.gates) > 0


def test_one_that_drifts_is_left_out() -> None:
    pool = new_pool()
    pool.gates[0].drift = "overall is 40.0"
    for _ in range(3):
        with lent(pool) as gate:
            assert gate.judge is OTHER


def test_without_a_judge_nothing_is_lent() -> None:
    with JudgePool().lend() as gate:
        assert gate is None


def test_one_that_leaves_gets_no_more_and_stays_until_its_pictures_are_done() -> None:
    pool = new_pool()
    first, other = pool.gates
    with lent(pool) as gate:
        gate.leave("it ends")
        assert not pool.remove(gate)
        for _ in range(3):
            with lent(pool) as another:
                assert another is not gate
        gate.come_back()
    assert pool.remove(gate)
    assert set(pool.gates) == {first, other} - {gate}


def test_a_judge_that_was_announced_for_another_profile_is_not_lent() -> None:
    announced = JudgeGate("one", ONE, never_called, profile_sha256="a" * 64)
    pool = JudgePool([announced])
    with pool.lend("b" * 64) as gate:
        assert gate is None
    pool.add(JudgeGate("other", OTHER, never_called))
    with pool.lend("b" * 64) as gate:
        assert gate is pool.gates[1]
    with pool.lend("a" * 64) as gate:
        assert gate is announced
