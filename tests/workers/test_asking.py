"""One picture before the judge: what is asked once, what is asked again, and what stays owed."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from aiohttp import web

from leaderboard.domain.images import JudgeImage
from leaderboard.domain.judge_outcome import JudgeOutcome
from leaderboard.domain.verdicts import JudgementStatus
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.test_rescue import smallest
from tests.workers.clients.conftest import Serve, serve
from tests.workers.clients.test_judge import completion
from workers.asking import Away, Question, ask_all
from workers.clients import judge_gate
from workers.clients.judge import JudgeClient
from workers.clients.judge_gate import JudgeGate

__all__ = ["serve"]

QUESTION = Question(shipped.profile(), "Two cats", JudgeImage(b"AAAA", distorted=False))
DIMENSIONS = ("Quality", "Alignment")


class Judge:
    """Gives the first of its replies to free calls and the last to constrained ones, or what their schema allows."""

    def __init__(self, *replies: tuple[int, dict[str, Any]]) -> None:
        self.replies = replies
        self.calls: list[dict[str, Any]] = []
        self.model, self.version = QUESTION.profile.model_id, QUESTION.profile.engine.version
        self.looks = 0

    async def handle(self, request: web.Request) -> web.Response:
        if request.path == "/v1/models":
            self.looks += 1
            return web.json_response({"data": [{"id": self.model, "max_model_len": 16384}]})
        if request.path == "/version":
            return web.json_response({"version": self.version})
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
        return await ask_all(JudgeGate(client), QUESTION, DIMENSIONS)


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
    async with JudgeClient(await serve(judge.handle)) as client:
        (outcome,) = await ask_all(JudgeGate(client), QUESTION, ["Quality"])
    assert isinstance(outcome, JudgeOutcome)
    assert (outcome.parsed.status, outcome.first, len(judge.calls)) == (JudgementStatus.OK, None, 1)


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


# --- the gate ---------------------------------------------------------------------------------------------------------
async def test_a_judge_that_is_not_the_profiles_gets_no_call_until_the_right_one_is_back(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge_gate, "REST_S", 0.0)
    judge = Judge((200, NONSENSE), (200, SCHEMA))
    right = judge.version
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate(client)
        judge.version = "0.31.0"
        for outcome in await ask_all(gate, QUESTION, DIMENSIONS):
            assert isinstance(outcome, Away)
            assert "not the one of the profile q-judger (engine vllm 0.31.0)" in outcome.reason
        assert judge.calls == []
        judge.version = right
        outcomes = await ask_all(gate, QUESTION, DIMENSIONS)
        assert all(isinstance(outcome, JudgeOutcome) for outcome in outcomes)


async def test_it_is_looked_at_once_and_again_after_it_was_away(serve: Serve) -> None:
    judge = Judge((200, NONSENSE), (200, SCHEMA))
    async with JudgeClient(await serve(judge.handle)) as client:
        gate = JudgeGate(client)
        for _ in range(3):
            await ask_all(gate, QUESTION, DIMENSIONS)
        assert judge.looks == 1
        judge.replies = ((503, {"error": {"message": "loading"}}),)
        await ask_all(gate, QUESTION, DIMENSIONS)
        judge.model = "another"
        for outcome in await ask_all(gate, QUESTION, DIMENSIONS):
            assert isinstance(outcome, Away)
            assert "model another" in outcome.reason
        assert judge.looks == 2


async def test_a_judge_that_cannot_be_looked_at_leaves_everything_owed(serve: Serve) -> None:
    async def down(_: web.Request) -> web.Response:
        return web.json_response({}, status=503)

    async with JudgeClient(await serve(down)) as client:
        outcomes = await ask_all(JudgeGate(client), QUESTION, DIMENSIONS)
    assert all(isinstance(outcome, Away) for outcome in outcomes)


async def test_of_many_pictures_that_wait_for_a_dead_judge_one_looks_and_the_others_know(serve: Serve) -> None:
    looks = 0

    async def slow(_: web.Request) -> web.Response:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.2)
        return web.json_response({}, status=503)

    async with JudgeClient(await serve(slow)) as client:
        gate = JudgeGate(client)
        asking = asyncio.gather(*(ask_all(gate, QUESTION, DIMENSIONS) for _ in range(8)))
        await asyncio.sleep(0.1)
        assert gate.rests_until > time.monotonic()
        for outcomes in await asking:
            assert all(isinstance(outcome, Away) for outcome in outcomes)
    assert looks == 1
