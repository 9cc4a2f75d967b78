"""The judge's client, against servers that answer as vLLM does."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.messages import Priority
from tests.workers.clients.judge.completions import completion
from tests.workers.conftest import Handler, Serve
from workers.clients.judge.client import JudgeCallGivenUp, JudgeClient, JudgeFault, JudgeRefused, JudgeUnavailable

BODY = json.dumps({"model": "judge", "messages": [{"role": "user", "content": "…"}]}).encode()
KEY = "made-up-judge-key"


def answering(reply: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """A handler that always gives the same answer."""

    async def handle(_: web.Request) -> web.Response:
        return web.json_response(reply, status=status, headers=headers)

    return handle


async def chat(base: str, **options: float) -> ChatReply:
    """One call of a client of its own."""
    async with JudgeClient(base, **options) as judge:  # type: ignore[arg-type]
        return await judge.chat([BODY])


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
async def test_sends_the_body_as_it_is_and_reads_the_reply(serve: Serve, suffix: str) -> None:
    body = json.dumps({"image": "x" * 2_000_000}).encode()
    usage = {
        "prompt_tokens": 2500,
        "completion_tokens": 90,
        "total_tokens": 2590,
        "prompt_tokens_details": {"cached_tokens": 896},
    }

    async def handle(request: web.Request) -> web.Response:
        assert (request.method, request.path) == ("POST", "/v1/chat/completions")
        assert request.content_type == "application/json"
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        assert request.content_length == len(body)
        assert await request.read() == body
        return web.json_response(completion({"content": '{"a": 1}', "reasoning": "hm"}, usage=usage))

    base = await serve(handle)
    async with JudgeClient(base + suffix, api_key=KEY) as judge:
        reply = await judge.chat([body[:7], body[7:]])
    assert 0 < reply.latency_s < 5
    assert reply == ChatReply('{"a": 1}', "hm", "stop", 2500, 90, 896, reply.latency_s)


@pytest.mark.parametrize(
    ("message", "reasoning"),
    [
        ({"reasoning_content": "old"}, "old"),
        ({"reasoning": None, "reasoning_content": "old"}, "old"),
        ({"reasoning": "new", "reasoning_content": "old"}, "new"),
        ({}, None),
    ],
)
async def test_both_names_of_the_reasoning(serve: Serve, message: dict[str, object], reasoning: str | None) -> None:
    reply = await chat(await serve(answering(completion(message | {"content": "{}"}))))
    assert reply.reasoning == reasoning


@pytest.mark.parametrize("more", [{}, {"usage": None}, {"usage": {"prompt_tokens_details": None}}])
async def test_cut_off_inside_the_reasoning(serve: Serve, more: dict[str, object]) -> None:
    message: dict[str, object] = {"content": None, "reasoning": "endless"}
    reply = await chat(await serve(answering(completion(message, finish_reason="length", **more))))
    assert (reply.content, reply.reasoning, reply.finish_reason) == (None, "endless", "length")
    assert (reply.prompt_tokens, reply.completion_tokens, reply.cached_tokens) == (None, None, None)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 408, 429, 500, 502, 503])
async def test_statuses_that_pass(serve: Serve, status: int) -> None:
    error = {"error": {"message": "the judge's own words", "type": "x", "code": status}}
    base = await serve(answering(error, status=status, headers={"Retry-After": "9", "Location": "/elsewhere"}))
    with pytest.raises(JudgeUnavailable, match=f"{status} from the judge.*the judge's own words") as caught:
        await chat(base)
    assert (caught.value.status, caught.value.retry_after_s) == (status, 9.0)


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_refusals(serve: Serve, status: int) -> None:
    error = {"object": "error", "message": "prompt is longer\nthan 16384 tokens", "code": status}
    with pytest.raises(JudgeRefused, match="prompt is longer than 16384 tokens") as caught:
        await chat(await serve(answering(error, status=status)))
    assert caught.value.status == status


@pytest.mark.parametrize(
    "reply",
    [
        {},
        "x",
        {"data": []},
        {"data": [{"id": "", "max_model_len": 1}]},
        {"data": [{"id": 3, "max_model_len": 1}]},
        {"data": [{"id": "judge"}]},
        {"data": [{"id": "judge", "max_model_len": "long"}]},
    ],
)
async def test_no_served_model(serve: Serve, reply: object) -> None:
    async with JudgeClient(await serve(answering(reply))) as judge:
        with pytest.raises(JudgeUnavailable, match="unreadable"):
            await judge.served_model()


@pytest.mark.parametrize("status", [400, 401, 500])
async def test_the_key_is_redacted(serve: Serve, status: int) -> None:
    base = await serve(answering({"error": {"message": f"bad: {KEY}"}}, status=status))
    async with JudgeClient(base, api_key=KEY) as judge:
        with pytest.raises(JudgeFault, match=r"\[key\]") as caught:
            await judge.chat([BODY])
    assert KEY not in str(caught.value)
    assert KEY not in repr(judge)


# --- calls that we give up --------------------------------------------------------------------------------------------
class Silent:
    """Answers checks only; ``open`` calls wait for ever."""

    def __init__(self) -> None:
        self.open = 0

    async def handle(self, request: web.Request) -> web.Response:
        if b"check" in await request.read():
            return web.json_response(completion({"content": "{}"}))
        self.open += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.open -= 1
        raise AssertionError


async def waiting_calls(judge: JudgeClient, server: Silent, count: int) -> list[asyncio.Task[ChatReply]]:
    """Calls that the judge has taken and does not answer."""
    calls = [asyncio.create_task(judge.chat([BODY])) for _ in range(count)]
    while server.open < count:
        await asyncio.sleep(0)
    return calls


async def test_a_client_that_ends_gives_up_its_calls_and_makes_no_more(serve: Serve) -> None:
    server = Silent()
    async with JudgeClient(await serve(server.handle), max_in_flight=2) as judge:
        calls = await waiting_calls(judge, server, 2)
        waits_for_a_place = asyncio.create_task(judge.chat([BODY]))
        await asyncio.sleep(0)
        judge.end("the worker ends")
        for call in [*calls, waits_for_a_place, asyncio.create_task(judge.chat([BODY]))]:
            with pytest.raises(JudgeCallGivenUp, match="the worker ends"):
                await call


async def test_calls_that_are_broken_off_free_their_places(serve: Serve) -> None:
    server = Silent()
    async with JudgeClient(await serve(server.handle), max_in_flight=1) as judge:
        (call,) = await waiting_calls(judge, server, 1)
        assert 0 < judge.silent_s < 5
        judge.break_off()
        with pytest.raises(JudgeCallGivenUp, match="the judge has stopped answering"):
            await call
        assert judge.silent_s == 0
        (again,) = await waiting_calls(judge, server, 1)
        again.cancel()
        with pytest.raises(asyncio.CancelledError):  # whoever gives up the whole task is not told of a judge's fault
            await again


async def test_a_check_is_made_while_all_places_are_taken(serve: Serve) -> None:
    server = Silent()
    async with JudgeClient(await serve(server.handle), max_in_flight=1) as judge:
        (call,) = await waiting_calls(judge, server, 1)
        assert (await judge.chat([b"check"], priority=Priority.CHECK)).content == "{}"
        with pytest.raises(JudgeUnavailable, match="no reply from the judge in time"):
            await judge.chat([BODY], priority=Priority.CHECK, within_s=0.05)
        judge.break_off()
        await asyncio.wait([call])
        assert isinstance(call.exception(), JudgeCallGivenUp)


class Slow:
    """A judge that answers when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.go_on = asyncio.Event()

    async def handle(self, _: web.Request) -> web.Response:
        self.asked += 1
        await self.go_on.wait()
        return web.json_response(completion({"content": "{}"}))

    async def wait_until_asked(self, calls: int) -> None:
        while self.asked < calls:
            await asyncio.sleep(0.01)


async def test_a_judge_that_leaves_answers_what_it_was_asked_and_is_asked_nothing_more(serve: Serve) -> None:
    slow = Slow()
    async with JudgeClient(await serve(slow.handle), max_in_flight=2) as judge:
        calls = [asyncio.create_task(judge.chat([BODY])) for _ in range(5)]
        await slow.wait_until_asked(2)
        judge.hold_back("it ends")
        for late in (*calls[2:], judge.chat([BODY])):
            with pytest.raises(JudgeCallGivenUp, match="it ends") as given_up:
                await late
            assert given_up.value.is_passed_on
        slow.go_on.set()
        assert [(await call).content for call in calls[:2]] == ["{}", "{}"]
        judge.go_on()
        assert (await judge.chat([BODY])).content == "{}"
    assert slow.asked == 3


async def test_waiting_calls_are_shared_with_a_judge_that_comes_and_later_ones_are_made(serve: Serve) -> None:
    slow = Slow()
    async with JudgeClient(await serve(slow.handle), max_in_flight=1) as judge:
        first, waiting = (asyncio.create_task(judge.chat([BODY])) for _ in range(2))
        await slow.wait_until_asked(1)
        judge.give_up_waiting("another one has come")
        with pytest.raises(JudgeCallGivenUp, match="another one has come"):
            await waiting
        later = asyncio.create_task(judge.chat([BODY]))
        slow.go_on.set()
        assert [(await call).content for call in (first, later)] == ["{}", "{}"]


async def test_a_call_that_is_broken_off_is_not_passed_on(serve: Serve) -> None:
    slow = Slow()
    async with JudgeClient(await serve(slow.handle)) as judge:
        call = asyncio.create_task(judge.chat([BODY]))
        await slow.wait_until_asked(1)
        judge.break_off()
        with pytest.raises(JudgeCallGivenUp) as given_up:
            await call
        assert not given_up.value.is_passed_on


@pytest.mark.parametrize(("status", "takes_any"), [(200, True), (401, False), (403, False)])
async def test_whether_a_judge_takes_any_key(serve: Serve, status: int, *, takes_any: bool) -> None:
    async with JudgeClient(await serve(answering({}, status=status)), api_key=KEY) as judge:
        assert await judge.takes_any_key() is takes_any


async def test_the_engines_own_words_about_itself_are_kept(serve: Serve) -> None:
    reply = await chat(
        await serve(answering(completion({"content": "{}"}) | {"system_fingerprint": "vllm-0.32.0-tp2-abc"}))
    )
    assert reply.fingerprint == "vllm-0.32.0-tp2-abc"
