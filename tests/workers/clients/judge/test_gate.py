"""The gate before a judge: who looks at it, when, and what a wrong, a dead and a drifting one get."""

from __future__ import annotations

import asyncio
import dataclasses
import time

import pytest

from leaderboard.domain.judging import breaker
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.retry import RetryPolicy
from tests.leaderboard.domain import shipped
from workers.clients.judge import gate as judge_gate
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.gate import JudgeGate

PROFILE = shipped.profile()
AT_ONCE = RetryPolicy(max_attempts=1, base_s=1e-9, cap_s=1e-9)


@pytest.fixture(autouse=True)
def _identified(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judges of these tests cannot be called; what they are is told."""

    async def identity(_: JudgeGate) -> tuple[str, str]:
        return "model", "1"

    monkeypatch.setattr(JudgeGate, "_identify", identity)


class Looker:
    """Says what it was told to say, and counts how often it was asked."""

    def __init__(self, says: str = "") -> None:
        self.says = says
        self.looks = 0

    async def look(self, gate: JudgeGate, profile: JudgeProfile) -> str:
        self.looks += 1
        await asyncio.sleep(0.01)
        return self.says

    def gate(self) -> JudgeGate:
        return JudgeGate("judge", JudgeClient("http://127.0.0.1:1"), self.look)


async def test_a_judge_is_looked_at_once_and_again_after_it_was_away() -> None:
    looker = Looker()
    gate = looker.gate()
    assert [await gate.refusal(PROFILE) for _ in range(3)] == ["", "", ""]
    assert looker.looks == 1
    gate.rest()
    looker.says = "it is another one"
    assert await gate.refusal(PROFILE) == "it is another one"
    assert looker.looks == 2


async def test_of_many_pictures_one_looks_and_the_others_know() -> None:
    looker = Looker("no reply")
    gate = looker.gate()
    asking = asyncio.gather(*(gate.refusal(PROFILE) for _ in range(8)))
    await asyncio.sleep(0)
    assert gate.rests_until > time.monotonic()
    assert await asking == ["no reply"] * 8
    assert looker.looks == 1


async def test_the_right_one_is_found_when_it_has_rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "PAUSES", AT_ONCE)
    looker = Looker("it is another one")
    gate = looker.gate()
    assert await gate.refusal(PROFILE)
    looker.says = ""
    assert await gate.refusal(PROFILE) == ""
    assert gate.rests_until == 0.0


async def test_one_that_drifts_gets_no_work_although_it_is_the_right_one() -> None:
    gate = Looker().gate()
    gate.drift = "overall is 40.0 (expected 61.0 ± 3.0)"
    assert await gate.mismatch(PROFILE) == ""
    assert await gate.refusal(PROFILE) == judge_gate.DRIFTED


async def test_what_is_wrong_is_logged_once_and_not_at_every_look(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(breaker, "PAUSES", AT_ONCE)
    gate = Looker("it is another one").gate()
    for _ in range(3):
        await gate.refusal(PROFILE)
    assert [record.getMessage() for record in caplog.records] == [
        f"no work of the profile {PROFILE.key} for judge: it is another one"
    ]


async def test_work_of_one_profile_that_has_no_judge_here_does_not_keep_away_that_of_another() -> None:
    other = dataclasses.replace(PROFILE, content={**PROFILE.content, "note": "another profile"})

    async def look(_: JudgeGate, profile: JudgeProfile) -> str:
        return "" if profile is PROFILE else "it is not the one of this profile"

    gate = JudgeGate("judge", JudgeClient("http://127.0.0.1:1"), look)
    assert await gate.refusal(PROFILE) == ""
    assert await gate.refusal(other) == "it is not the one of this profile"
    assert gate.rests_until == 0.0
    assert await gate.refusal(PROFILE) == ""
