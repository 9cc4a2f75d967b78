"""Several judges: pictures go where the fewest are in flight, a dead judge is left out and found again."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack

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


def test_pictures_are_spread_by_what_is_in_flight() -> None:
    pool = new_pool()
    with ExitStack() as pictures:
        lent = [pictures.enter_context(pool.lend()) for _ in range(40)]
        assert set(Counter(gate.judge for gate in lent).values()) == {20}
    with pool.lend() as first, pool.lend() as second:
        assert {first.judge, second.judge} == {ONE, OTHER}


def test_what_fails_is_not_in_flight_any_more() -> None:
    pool = new_pool()
    for _ in range(3):
        with pytest.raises(RuntimeError), pool.lend() as gate:
            assert gate.judge is ONE
            raise RuntimeError


async def test_one_that_was_away_is_left_out_and_comes_back_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "PAUSES", RetryPolicy(max_attempts=1, base_s=0.05, cap_s=0.05))
    pool = new_pool()
    with pool.lend() as gate:
        gate.rest()
    for _ in range(5):
        with pool.lend() as gate:
            assert gate.judge is OTHER
    await asyncio.sleep(0.06)
    with pool.lend() as gate:
        assert gate.judge is ONE


def test_where_all_are_away_the_one_whose_pause_ends_first_is_tried() -> None:
    pool = new_pool()
    for _ in range(2):
        with pool.lend() as gate:
            gate.rest()
    with pool.lend() as gate:
        assert gate.rests_until == min(other.rests_until for other in pool.gates) > 0


def test_one_that_drifts_is_left_out() -> None:
    pool = new_pool()
    pool.gates[0].drift = "overall is 40.0"
    for _ in range(3):
        with pool.lend() as gate:
            assert gate.judge is OTHER


def test_no_judge_at_all_names_the_setting() -> None:
    with pytest.raises(ValueError, match="JUDGE_URL"):
        JudgePool([])
