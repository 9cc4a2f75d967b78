"""The sample generator over HTTP, as a client of OpenAI's Images API would meet it."""

from __future__ import annotations

import asyncio
import base64
import io
import time
from typing import Any

import pytest
from PIL import Image

from tests.workers.standins.conftest import Client, Start
from workers.standins.sample_generator.server import SampleGenerator

GENERATE = "/v1/images/generations"
WISH = {"model": "sample-fine", "prompt": "A red boat.", "size": "128x96", "response_format": "b64_json"}


async def generated(generator: Client, **more: Any) -> list[dict[str, str]]:
    async with generator.post(GENERATE, json={**WISH, **more}) as response:
        assert response.status == 200, await response.text()
        data: list[dict[str, str]] = (await response.json())["data"]
        return data


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


async def test_base64_holds_a_png_of_the_size_asked_for(generator: Client) -> None:
    (image,) = await generated(generator)
    picture = opened(base64.b64decode(image["b64_json"]))
    assert (picture.format, picture.size) == ("PNG", (128, 96))


async def test_a_url_leads_to_the_same_picture(generator: Client) -> None:
    (by_url,) = await generated(generator, response_format="url")
    (inline,) = await generated(generator)
    async with generator.session.get(by_url["url"]) as response:
        assert response.content_type == "image/png"
        assert await response.read() == base64.b64decode(inline["b64_json"])
    async with generator.get("/files/unknown.png") as response:
        assert response.status == 404


async def test_models_qualities_seeds_and_n_give_different_pictures(generator: Client) -> None:
    wishes: list[dict[str, Any]] = [
        {},
        {"model": "sample-plain"},
        {"model": "sample-coarse"},
        {"model": "sample-flat"},
        {"quality": 0.5},
        {"seed": 1},
        {"n": 2, "seed": 2},
    ]
    images = [image["b64_json"] for wish in wishes for image in await generated(generator, **wish)]
    assert len(set(images)) == 8


async def test_the_models_are_listed(generator: Client) -> None:
    async with generator.get("/v1/models") as response:
        names = [model["id"] for model in (await response.json())["data"]]
    assert names[:3] == ["sample-fine", "sample-plain", "sample-coarse"]
    assert "sample-woodcut" in names


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic secret", "Bearer sécret"])
async def test_a_wrong_key_is_refused(start: Start, header: str | None) -> None:
    generator = await start(SampleGenerator(api_key="secret").app())
    headers = {"Authorization": header} if header else {}
    async with generator.post(GENERATE, json=WISH, headers=headers) as response:
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "invalid_api_key"
    async with generator.get("/v1/models", headers=headers) as response:
        assert response.status == 401
    async with generator.post(GENERATE, json=WISH, headers={"Authorization": "Bearer secret"}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("wish", "status", "param"),
    [
        ({"model": "dall-e-9"}, 404, "model"),
        ({"prompt": "  "}, 400, "prompt"),
        ({"prompt": None}, 400, "prompt"),
        ({"size": "big"}, 400, "size"),
        ({"size": "32x512"}, 400, "size"),
        ({"size": "4096x512"}, 400, "size"),
        ({"n": 0}, 400, "n"),
        ({"n": True}, 400, "n"),
        ({"n": 1.5}, 400, "n"),
        ({"quality": 2}, 400, "quality"),
        ({"quality": "hd"}, 400, "quality"),
        ({"response_format": "gif"}, 400, "response_format"),
        ({"misbehave": "unheard-of"}, 400, "misbehave"),
    ],
)
async def test_a_wrong_field_is_named(generator: Client, wish: dict[str, Any], status: int, param: str) -> None:
    async with generator.post(GENERATE, json={**WISH, **wish}) as response:
        assert response.status == status
        error = (await response.json())["error"]
    assert error["param"] == param
    assert error["type"] == "invalid_request_error"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(generator: Client, body: bytes) -> None:
    async with generator.post(GENERATE, data=body) as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "invalid_json"


async def test_stats_count_calls_prompts_and_how_many_at_once(generator: Client) -> None:
    before = time.time()
    await asyncio.gather(*(generated(generator, prompt=f"Boat {index % 2}.") for index in range(4)))
    async with generator.get("/stats") as response:
        seen = await response.json()
    assert seen["calls"] == 4
    assert seen["per_prompt"] == {"Boat 0.": 2, "Boat 1.": 2}
    assert before <= seen["first_call_at"] <= time.time()
    assert 1 <= seen["max_in_flight"] <= 4
    async with generator.post("/stats/reset"):
        pass
    async with generator.get("/stats") as response:
        seen = await response.json()
    assert (seen["calls"], seen["first_call_at"], seen["per_prompt"]) == (0, None, {})
