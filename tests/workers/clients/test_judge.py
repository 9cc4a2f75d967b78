"""The judge's client, against servers that answer as vLLM does."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

from leaderboard.domain.chat import ChatReply
from tests.workers.clients.conftest import Handler, Serve, ServeRaw
from workers.clients.judge import JudgeClient, JudgeFault, JudgeRefused, JudgeUnavailable
from workers.clients.judge_replies import ServedModel

BODY = json.dumps({"model": "judge", "messages": [{"role": "user", "content": "…"}]}).encode()
KEY = "made-up-judge-key"


def completion(message: dict[str, object], *, finish_reason: str | None = "stop", **more: object) -> dict[str, object]:
    """A chat completion as vLLM answers it."""
    choice = {"index": 0, "message": {"role": "assistant"} | message, "finish_reason": finish_reason}
    return {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice], **more}


def answering(reply: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """A handler that always gives the same answer."""

    async def handle(_: web.Request) -> web.Response:
        return web.json_response(reply, status=status, headers=headers)

    return handle


async def chat(base: str, **options: float) -> ChatReply:
    """One call of a client of its own."""
    async with JudgeClient(base, **options) as judge:  # type: ignore[arg-type]
        return await judge.chat(BODY)


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
        reply = await judge.chat(body)
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
        [],
        None,
        "<html>",
        {"choices": []},
        {"choices": [{}]},
        {"choices": [{"message": None}]},
        completion({"content": 5}),
        completion({"content": "{}"}, usage={"prompt_tokens": "many"}),
        {"error": {"message": "engine is dead"}},
    ],
)
async def test_replies_of_another_shape(serve: Serve, reply: object) -> None:
    with pytest.raises(JudgeUnavailable, match="unreadable reply"):
        await chat(await serve(answering(reply)))


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4194305\r\n\r\n",
        b"no HTTP\r\n\r\n",
    ],
)
async def test_a_broken_reply_is_for_later(serve_raw: ServeRaw, reply: bytes) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)

    with pytest.raises(JudgeUnavailable) as caught:
        await chat(await serve_raw(handle))
    assert caught.value.__context__ is None


async def test_an_endless_reply_is_cut(serve: Serve) -> None:
    with pytest.raises(JudgeUnavailable, match="4194304 bytes"):
        await chat(await serve(answering(completion({"content": "x" * 2**22}))))


async def test_nothing_listens(closed_port: str) -> None:
    with pytest.raises(JudgeUnavailable, match="no reply from the judge"):
        await chat(closed_port)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
async def test_a_time_out_closes_the_connection(serve_raw: ServeRaw, head: bytes) -> None:
    """vLLM drops the request of a client that hung up; without this the GPU would work for nobody."""
    hung_up = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        await reader.read()
        hung_up.set()

    base = await serve_raw(handle)
    async with JudgeClient(base, timeout_s=0.2) as judge:
        with pytest.raises(JudgeUnavailable, match="in time"):
            await judge.chat(BODY)
        await asyncio.wait_for(hung_up.wait(), 2)


async def test_a_cancelled_call_closes_the_connection(serve_raw: ServeRaw) -> None:
    arrived, hung_up = asyncio.Event(), asyncio.Event()

    async def handle(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        await reader.read()
        hung_up.set()

    base = await serve_raw(handle)
    async with JudgeClient(base) as judge:
        call = asyncio.create_task(judge.chat(BODY))
        await arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.wait_for(hung_up.wait(), 2)


async def test_no_more_calls_in_flight_than_allowed(serve: Serve) -> None:
    now = most = 0
    peers: set[object] = set()

    async def handle(request: web.Request) -> web.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        await asyncio.sleep(0.02)
        now -= 1
        return web.json_response(completion({"content": "{}"}))

    base = await serve(handle)
    async with JudgeClient(base, max_in_flight=3) as judge:
        await asyncio.gather(*(judge.chat(BODY) for _ in range(12)))
    assert most == 3
    assert len(peers) == 3  # connections are kept, not made anew


async def test_waiting_for_a_slot_does_not_count_as_latency_or_time(serve: Serve) -> None:
    async def handle(_: web.Request) -> web.Response:
        await asyncio.sleep(0.25)
        return web.json_response(completion({"content": "{}"}))

    base = await serve(handle)
    async with JudgeClient(base, max_in_flight=1, timeout_s=0.8) as judge:
        replies = await asyncio.gather(*(judge.chat(BODY) for _ in range(4)))
    assert all(0.2 < reply.latency_s < 0.8 for reply in replies)


async def test_health_does_not_wait_behind_the_calls(serve: Serve) -> None:
    release = asyncio.Event()

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/v1/chat/completions":
            await release.wait()
        return web.json_response(completion({"content": "{}"}))

    base = await serve(handle)
    async with JudgeClient(base, max_in_flight=1) as judge:
        call = asyncio.create_task(judge.chat(BODY))
        assert await asyncio.wait_for(judge.healthy(), 2)
        release.set()
        await call


async def test_health(serve: Serve, closed_port: str) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=200 if request.path == "/health" else 404)

    for base, healthy in [
        (await serve(handle), True),
        (await serve(answering({}, status=503)), False),
        (closed_port, False),
    ]:
        async with JudgeClient(f"{base}/v1") as judge:
            assert await judge.healthy() is healthy


async def test_the_served_model(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        assert (request.method, request.path) == ("GET", "/v1/models")
        return web.json_response({"object": "list", "data": [{"id": "Qwen/Qwen-Image-Bench", "max_model_len": 16384}]})

    async with JudgeClient(await serve(handle)) as judge:
        assert await judge.served_model() == ServedModel("Qwen/Qwen-Image-Bench", 16384)


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"data": []},
        {"data": [{"id": "", "max_model_len": 1}]},
        {"data": [{"id": 3, "max_model_len": 1}]},
        "x",
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
            await judge.chat(BODY)
    assert KEY not in str(caught.value)
    assert KEY not in repr(judge)
