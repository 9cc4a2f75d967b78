"""The judge over HTTP, as a client of vLLM would meet it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from typing import Any

import pytest
from PIL import Image

from leaderboard.demo.drawing.pictures import draw_picture
from tests.workers.standins.chat import CHECKLISTS, chat_body, chat_document, png
from tests.workers.standins.conftest import Client, Start
from workers.standins.pixel_judge.server import PixelJudge

PICTURE = png(draw_picture("A red ball.", width=256, height=256, quality=0.9))
SHA256 = hashlib.sha256(PICTURE).hexdigest()
CHAT = "/v1/chat/completions"


async def asked(judge: Client, body: bytes) -> dict[str, Any]:
    async with judge.post(CHAT, data=body) as response:
        assert response.status == 200, await response.text()
        reply: dict[str, Any] = await response.json()
        return reply


async def stats(judge: Client) -> dict[str, Any]:
    async with judge.get("/stats") as response:
        reply: dict[str, Any] = await response.json()
        return reply


async def test_the_engine_answers_about_itself(judge: Client) -> None:
    async with judge.get("/health") as response:
        assert response.status == 200
    async with judge.get("/version") as response:
        assert (await response.json())["version"]
    async with judge.get("/v1/models") as response:
        (model,) = (await response.json())["data"]
        assert (model["id"], model["max_model_len"]) == ("salon/pixel-baseline", 16384)


async def test_the_reply_is_a_chat_completion_with_a_verdict_per_facet(judge: Client) -> None:
    reply = await asked(judge, chat_body(PICTURE))
    (choice,) = reply["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["role"] == "assistant"
    assert "noise sigma" in choice["message"]["reasoning"]
    content = json.loads(choice["message"]["content"])
    assert tuple((name, tuple(facets)) for name, facets in content.items()) == CHECKLISTS["Quality"]
    assert all(set(answer) == {"score"} for facets in content.values() for answer in facets.values())
    usage = reply["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["prompt_tokens_details"]["cached_tokens"] <= usage["prompt_tokens"]
    assert reply["model"] == "salon/pixel-baseline"


@pytest.mark.parametrize("fixed", [False, True])
async def test_the_same_call_gets_the_same_bytes_even_from_another_server(start: Start, fixed: bool) -> None:
    replies = []
    for _ in range(2):
        judge = await start(PixelJudge(fixed=fixed).app())
        for _ in range(2):
            async with judge.post(CHAT, data=chat_body(PICTURE)) as response:
                replies.append(await response.read())
    assert len(set(replies)) == 1


async def test_the_five_calls_of_a_picture_measure_it_once(judge: Client) -> None:
    await asyncio.gather(*(asked(judge, chat_body(PICTURE, dimension=name)) for name in CHECKLISTS))
    seen = await stats(judge)
    assert seen["measured"] == 1
    assert seen["judged"] == {SHA256: dict.fromkeys(CHECKLISTS, 1)}
    assert (seen["calls"], seen["in_flight"]) == (5, 0)
    assert seen["max_in_flight"] >= 2
    async with judge.post("/stats/reset"):
        pass
    assert (await stats(judge))["judged"] == {}


async def test_a_client_that_hangs_up_does_not_take_the_measurement_from_others(judge: Client) -> None:
    large = chat_body(png(draw_picture("A lake.", width=640, height=640, quality=0.9)))
    hasty = asyncio.create_task(asked(judge, large))
    while not (hasty.done() or (await stats(judge))["measured"]):
        pass
    patient = asyncio.create_task(asked(judge, large))
    hasty.cancel()
    assert (await patient)["choices"][0]["finish_reason"] == "stop"
    assert (await stats(judge))["measured"] == 1


async def test_reply_seconds_is_the_least_time_and_calls_wait_side_by_side(start: Start) -> None:
    judge = await start(PixelJudge(reply_seconds=0.3, fixed=True).app())
    started = time.monotonic()
    await asyncio.gather(*(asked(judge, chat_body(PICTURE)) for _ in range(10)))
    assert 0.3 <= time.monotonic() - started < 1.5
    assert (await stats(judge))["max_in_flight"] == 10


async def test_fixed_answers_without_looking(start: Start) -> None:
    judge = await start(PixelJudge(fixed=True).app())
    replies = [await asked(judge, chat_body(image)) for image in (b"no picture", PICTURE, PICTURE)]
    contents = [reply["choices"][0]["message"]["content"] for reply in replies]
    assert contents[1] == contents[2]
    seen = await stats(judge)
    assert seen["measured"] == 0
    assert sorted(count for by_dimension in seen["judged"].values() for count in by_dimension.values()) == [1, 2]


async def test_few_tokens_cut_the_reply_off(judge: Client) -> None:
    whole = await asked(judge, chat_body(PICTURE))
    enough: int = whole["usage"]["completion_tokens"]
    for max_tokens, begins in ((1, False), (10, False), (enough - 1, True)):
        reply = await asked(judge, chat_body(PICTURE, max_tokens=max_tokens))
        (choice,) = reply["choices"]
        assert choice["finish_reason"] == "length"
        assert (choice["message"]["content"] is not None) is begins
        assert reply["usage"]["completion_tokens"] == max_tokens
    exact = await asked(judge, chat_body(PICTURE, max_tokens=enough))
    assert exact["choices"] == whole["choices"]


async def test_without_thinking_there_is_no_reasoning(judge: Client) -> None:
    reply = await asked(judge, chat_body(PICTURE, chat_template_kwargs={"enable_thinking": False}))
    assert reply["choices"][0]["message"]["reasoning"] is None
    assert reply["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"no json", 400, "BadRequestError"),
        (chat_body(b"no picture"), 400, "BadRequestError"),
        (chat_body(PICTURE[:200]), 400, "BadRequestError"),
        (chat_body(PICTURE).replace(b"base64,", b"base64,?"), 400, "BadRequestError"),
        (chat_body(PICTURE, prompt="long " * 16384), 400, "BadRequestError"),
        (chat_body(PICTURE, model="other/model"), 404, "NotFoundError"),
        (b'{"messages": []}', 400, "BadRequestError"),
    ],
    ids=["json", "text as image", "torn image", "base64", "too long", "model", "no messages"],
)
async def test_errors_have_the_shape_of_openai(judge: Client, body: bytes, status: int, kind: str) -> None:
    async with judge.post(CHAT, data=body) as response:
        assert response.status == status
        error = (await response.json())["error"]
    assert error["message"]
    assert (error["type"], error["code"]) == (kind, status)
    assert (await stats(judge))["judged"] == {}


async def test_unknown_paths_are_errors_of_the_same_shape(judge: Client) -> None:
    async with judge.get("/v1/completions") as response:
        assert response.status == 404
        assert (await response.json())["error"]["code"] == 404


async def test_a_picture_of_another_format_is_judged_too(judge: Client) -> None:
    document = chat_document(PICTURE)
    document["extra_field_of_no_meaning"] = {"url": "nothing"}
    body = json.dumps(document).encode().replace(b"image/png", b"image/jpeg")
    assert (await asked(judge, body))["choices"]
    assert (await asked(judge, chat_body(png(Image.new("L", (300, 200))))))["choices"]
