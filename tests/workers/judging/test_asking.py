"""One picture before the judge: what is asked once, what is asked again, and what stays owed."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from leaderboard.domain.images.redraw import JudgeImage
from leaderboard.domain.judging import breaker
from leaderboard.domain.judging.breaker import BreakerState
from leaderboard.domain.judging.messages import Priority
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.reply_window import AT_LEAST
from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.retry import RetryPolicy
from leaderboard.models import TallyName
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.test_rescue import smallest
from tests.workers.clients.judge.completions import completion
from tests.workers.conftest import Serve
from workers.clients.judge.asking import Away, Question
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.faults import JudgeFault
from workers.clients.judge.gate import JudgeGate
from workers.judging.asking import ask_all
from workers.process import counting

QUESTION = Question(shipped.profile(), "Two cats", JudgeImage(b"AAAA", distorted=False))
DIMENSIONS = ("Quality", "Alignment")


class Judge:
    """Gives the first of its replies to free calls and the last to constrained ones, or what their schema allows."""

    def __init__(self, *replies: tuple[int, dict[str, Any]]) -> None:
        self.replies = replies
        self.calls: list[dict[str, Any]] = []
        self.health = 200

    async def handle(self, request: web.Request) -> web.Response:
        if request.path == "/v1/models":
            return web.json_response({"data": [{"id": "m", "max_model_len": 16384}]}, status=self.health)
        if request.path == "/version":
            return web.json_response({"version": "1"}, status=self.health)
        body = await request.json()
        self.calls.append(body)
        status, reply = self.replies[-1 if "response_format" in body else 0]
        if reply == SCHEMA:
            document = smallest(body["response_format"]["json_schema"]["schema"], 2)
            reply = completion({"content": json.dumps(document), "reasoning": "short"})
        return web.json_response(reply, status=status)


SCHEMA: dict[str, Any] = {"answer": "what the schema allows"}
NONSENSE = completion({"content": "I like it.", "reasoning": "long"})
CUT_OFF = completion({"content": None, "reasoning": "and so on"}, finish_reason="length")


async def ask(serve: Serve, judge: Judge) -> list[JudgeOutcome | Away]:
    async with JudgeClient(await serve(judge.handle)) as client:
        return await ask_all(JudgeGate("judge", client, right), QUESTION, DIMENSIONS)


async def right(gate: JudgeGate, profile: JudgeProfile) -> str:
    """Finds every judge to be the right one."""
    return ""


async def test_an_unreadable_reply_is_rescued_by_one_constrained_call_and_both_are_kept(serve: Serve) -> None:
    for first, status in ((NONSENSE, JudgementStatus.MALFORMED), (CUT_OFF, JudgementStatus.TRUNCATED)):
        judge = Judge((200, first), (200, SCHEMA))
        outcomes = await ask(serve, judge)
        assert len(judge.calls) == 2 * len(DIMENSIONS)
        for dimension, outcome in zip(DIMENSIONS, outcomes, strict=True):
            assert isinstance(outcome, JudgeOutcome)
            assert (outcome.dimension, outcome.parsed.status) == (dimension, JudgementStatus.RESCUED)
            assert set(outcome.parsed.verdicts) == {f.path for f in shipped.rubric().checklist(dimension)}
            assert outcome.reply is not None
            assert outcome.reply.reasoning == "short"
            assert outcome.first is not None
            assert (outcome.first.parsed.status, outcome.first.reply.reasoning) == (
                status,
                first["choices"][0]["message"]["reasoning"],  # type: ignore[index]  # our own made-up reply
            )


async def test_the_first_call_is_free_and_the_second_differs_in_the_rescue_only(serve: Serve) -> None:
    judge = Judge((200, NONSENSE), (200, SCHEMA))
    await ask(serve, judge)
    free = [call for call in judge.calls if "response_format" not in call]
    constrained = [call for call in judge.calls if "response_format" in call]
    assert len(free) == len(constrained) == 2
    for call in constrained:
        rest = {name: value for name, value in call.items() if name not in {"response_format", "thinking_token_budget"}}
        assert rest in free
        assert call["thinking_token_budget"] == 1024
        assert call["priority"] == 10


async def test_a_readable_reply_is_not_asked_for_again(serve: Serve) -> None:
    path = shipped.rubric().checklist("Quality")[0].path
    good = completion({"content": json.dumps({path.sub_capability: {path.facet: {"score": 1}}})})
    judge = Judge((200, good))
    counting._counts.clear()
    async with JudgeClient(await serve(judge.handle)) as client:
        (outcome,) = await ask_all(JudgeGate("judge", client, right), QUESTION, ["Quality"])
    assert isinstance(outcome, JudgeOutcome)
    assert (outcome.parsed.status, outcome.first, len(judge.calls)) == (JudgementStatus.OK, None, 1)
    assert counting._counts[TallyName.JUDGE_CALLS, "ok"] == 1
    assert 0 < counting._counts[TallyName.JUDGE_SECONDS, "ok"] < 60


async def test_two_unreadable_replies_are_missing_with_both_reasons(serve: Serve) -> None:
    judge = Judge((200, NONSENSE), (200, CUT_OFF))
    outcomes = await ask(serve, judge)
    assert len(judge.calls) == 4
    for outcome in outcomes:
        assert isinstance(outcome, JudgeOutcome)
        assert outcome.parsed.status == JudgementStatus.TRUNCATED
        assert "the first reply: no JSON object" in outcome.parsed.reason
        assert outcome.first is not None


async def test_where_the_engine_refuses_the_rescue_the_first_reply_stands(serve: Serve) -> None:
    outcomes = await ask(serve, Judge((200, NONSENSE), (400, {"error": {"message": "no such field"}})))
    for outcome in outcomes:
        assert isinstance(outcome, JudgeOutcome)
        assert outcome.parsed.status == JudgementStatus.MALFORMED
        assert "the rescue was refused: 400 from the judge: no such field" in outcome.parsed.reason
        assert outcome.reply is not None
        assert outcome.reply.content == "I like it."


async def test_a_judge_that_goes_away_before_the_rescue_leaves_the_call_owed(serve: Serve) -> None:
    outcomes = await ask(serve, Judge((200, NONSENSE), (503, {"error": {"message": "loading"}})))
    assert all(isinstance(outcome, Away) for outcome in outcomes)


# --- calls that give nothing ------------------------------------------------------------------------------------------
async def test_a_healthy_judge_that_breaks_on_a_call_is_not_taken_for_away(serve: Serve) -> None:
    judge = Judge((500, {"error": {"message": "it crashed"}}))
    counting._counts.clear()
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, right)
        outcomes = await ask_all(gate, QUESTION, DIMENSIONS)
    assert [(type(outcome), outcome.dimension) for outcome in outcomes] == [(Away, name) for name in DIMENSIONS]
    assert all(isinstance(outcome, Away) and outcome.judge_is_well for outcome in outcomes)
    assert gate.rests_until == 0.0
    assert dict(counting._counts) == {(TallyName.JUDGE_CALLS, "broken"): len(DIMENSIONS)}


async def test_a_judge_that_does_not_answer_its_health_check_is_away_and_rests(serve: Serve) -> None:
    judge = Judge((500, {"error": {"message": "it is dying"}}))
    judge.health = 503
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, right)
        outcomes = await ask_all(gate, QUESTION, DIMENSIONS)
    assert not any(isinstance(outcome, Away) and outcome.judge_is_well for outcome in outcomes)
    assert gate.rests_until > time.monotonic()


async def test_a_busy_judge_breaks_on_nothing(serve: Serve) -> None:
    outcomes = await ask(serve, Judge((429, {"error": {"message": "too many"}})))
    assert not any(isinstance(outcome, Away) and outcome.judge_is_well for outcome in outcomes)


async def test_a_judge_that_is_not_the_right_one_gets_no_call(serve: Serve) -> None:
    async def wrong(gate: JudgeGate, profile: JudgeProfile) -> str:
        return "it is another one"

    judge = Judge((200, NONSENSE))
    async with JudgeClient(await serve(judge.handle)) as client:
        outcomes = await ask_all(JudgeGate("judge", client, wrong), QUESTION, DIMENSIONS)
    assert outcomes == [Away(name, "it is another one") for name in DIMENSIONS]
    assert judge.calls == []


# --- whose fault a failed call is -------------------------------------------------------------------------------------
async def tries_a_call(gate: JudgeGate, profile: JudgeProfile) -> str:
    """Finds a judge to be the right one if it answers a call."""
    try:
        await gate.judge.chat([b'{"control": true}'], priority=Priority.CHECK)
    except JudgeFault as fault:
        return f"it does not answer: {fault}"
    return ""


class Poisoned(Judge):
    """Answers all but some pictures; ``broken``: it answers none."""

    broken = False

    async def handle(self, request: web.Request) -> web.Response:
        if not request.path.endswith("/chat/completions"):
            return await super().handle(request)
        body = await request.text()
        self.calls.append({"body": body})
        if self.broken or "POISON" in body:
            return web.json_response({"error": {"message": "it broke"}}, status=500)
        return web.json_response(completion({"content": GOOD}))


PATH = shipped.rubric().checklist("Quality")[0].path
GOOD = json.dumps({PATH.sub_capability: {PATH.facet: {"score": 1}}})
POISON = replace(QUESTION, image=JudgeImage(b"POISON", distorted=False))


async def test_while_no_call_is_answered_the_judge_is_to_blame_and_gets_no_further_calls(serve: Serve) -> None:
    """Its models and version are as they should be all the time."""
    judge = Poisoned()
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, tries_a_call)
        await ask_all(gate, QUESTION, ["Quality"])
        judge.broken = True
        several = await asyncio.gather(*(ask_all(gate, QUESTION, ["Quality"]) for _ in range(20)))
        assert all(isinstance(away, Away) and not away.judge_is_well for (away,) in several)
        assert gate.breaker.state is BreakerState.OPEN
        made = len(judge.calls)
        assert made == 1 + 1 + 20 + 1, "one trial before the first call, and one for all that failed"
        (held,) = await ask_all(gate, QUESTION, ["Quality"])
        assert held == Away("Quality", "it does not answer: 500 from the judge: see its log (it broke)")
        assert len(judge.calls) == made


async def test_it_gets_work_again_after_a_trial_that_it_answers(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "PAUSES", RetryPolicy(max_attempts=1, base_s=1e-9, cap_s=1e-9))
    judge = Poisoned()
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, tries_a_call)
        await ask_all(gate, QUESTION, ["Quality"])
        judge.broken = True
        await ask_all(gate, QUESTION, ["Quality"])
        made = len(judge.calls)
        await ask_all(gate, QUESTION, ["Quality"])
        assert len(judge.calls) == made + 1, "the trial failed, so the picture's own call was not made"
        judge.broken = False
        (outcome,) = await ask_all(gate, QUESTION, ["Quality"])
        assert isinstance(outcome, JudgeOutcome)
        assert gate.breaker.state is BreakerState.CLOSED


async def test_a_picture_on_which_the_judge_breaks_is_to_blame_if_others_are_answered_meanwhile(serve: Serve) -> None:
    judge = Poisoned()
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, tries_a_call)
        await ask_all(gate, QUESTION, ["Quality"])
        made = len(judge.calls)
        (broken,), *others = await asyncio.gather(
            ask_all(gate, POISON, ["Quality"]), *(ask_all(gate, QUESTION, ["Quality"]) for _ in range(3))
        )
        assert isinstance(broken, Away)
        assert broken.judge_is_well
        assert all(isinstance(outcome, JudgeOutcome) for (outcome,) in others)
        assert gate.breaker.state is BreakerState.CLOSED
        assert len(judge.calls) <= made + 4 + 1


async def test_a_picture_that_is_alone_is_to_blame_if_the_judge_answers_a_trial(serve: Serve) -> None:
    judge = Poisoned()
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, tries_a_call)
        await ask_all(gate, QUESTION, ["Quality"])
        (broken,) = await ask_all(gate, POISON, ["Quality"])
    assert isinstance(broken, Away)
    assert broken.judge_is_well
    assert gate.breaker.state is BreakerState.CLOSED


# --- replies that mean nothing ----------------------------------------------------------------------------------------
def pictures(count: int) -> list[Question]:
    return [replace(QUESTION, image=JudgeImage(b"picture %d" % number, distorted=False)) for number in range(count)]


async def says_collapsed(gate: JudgeGate, profile: JudgeProfile) -> str:
    return "the judge has collapsed" if gate.suspicion else ""


async def says_well(gate: JudgeGate, profile: JudgeProfile) -> str:
    return ""


@pytest.mark.parametrize("reply", [NONSENSE, CUT_OFF, completion({"content": GOOD})], ids=["text", "cut off", "equal"])
async def test_replies_of_a_collapsed_judge_are_dropped_once_it_is_known(serve: Serve, reply: dict[str, Any]) -> None:
    judge = Judge((200, reply))
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, says_collapsed)
        given = [(await ask_all(gate, question, ["Quality"]))[0] for question in pictures(AT_LEAST + 1)]
    taken = [isinstance(outcome, JudgeOutcome) for outcome in given]
    assert taken == [True] * (AT_LEAST - 1) + [False, False]
    assert given[-1] == Away("Quality", "the judge has collapsed")
    assert gate.rests_until > time.monotonic()


async def test_a_judge_that_is_suspected_and_proves_well_goes_on_working(serve: Serve) -> None:
    judge = Judge((200, NONSENSE))
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate("judge", client, says_well)
        given = [(await ask_all(gate, question, ["Quality"]))[0] for question in pictures(3 * AT_LEAST)]
    assert all(isinstance(outcome, JudgeOutcome) for outcome in given)
    assert gate.rests_until == 0.0
