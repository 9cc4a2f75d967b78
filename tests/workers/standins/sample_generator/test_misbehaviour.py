"""Every fault that the sample generator commits on demand."""

from __future__ import annotations

import base64
import io
import time
from typing import Any

import aiohttp
import pytest
from PIL import Image, UnidentifiedImageError

from tests.workers.standins.conftest import Client

GENERATE = "/v1/images/generations"
SIZE = "64x64"


def wish(fault: str, **more: Any) -> dict[str, Any]:
    return {"prompt": "A boat.", "size": SIZE, "response_format": "b64_json", "misbehave": fault, **more}


@pytest.mark.parametrize(("fault", "status"), [("429", 429), ("500", 500), ("401", 401)])
async def test_errors_come_every_time(generator: Client, fault: str, status: int) -> None:
    for _ in range(2):
        async with generator.post(GENERATE, json=wish(fault)) as response:
            assert response.status == status
            assert (await response.json())["error"]["message"]
            assert response.headers.get("Retry-After") == ("1" if status == 429 else None)


@pytest.mark.parametrize(("fault", "status"), [("429-once", 429), ("500-once", 500)])
async def test_some_errors_come_once_per_prompt(generator: Client, fault: str, status: int) -> None:
    statuses = []
    for prompt in ("A boat.", "A boat.", "A ship.", "A ship."):
        async with generator.post(GENERATE, json=wish(fault, prompt=prompt)) as response:
            statuses.append(response.status)
    assert statuses == [status, 200, status, 200]
    async with generator.post("/stats/reset"):
        pass
    async with generator.post(GENERATE, json=wish(fault)) as response:
        assert response.status == status


async def test_slow_answers_after_the_seconds_asked_for(generator: Client) -> None:
    started = time.monotonic()
    async with generator.post(GENERATE, json=wish("slow", seconds=0.2)) as response:
        assert response.status == 200
    assert time.monotonic() - started >= 0.2


async def test_html_comes_with_status_200(generator: Client) -> None:
    async with generator.post(GENERATE, json=wish("html")) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert (await response.text()).startswith("<!doctype html>")


@pytest.mark.parametrize(("fault", "data"), [("empty-list", []), ("empty-base64", [{"b64_json": ""}])])
async def test_the_data_may_be_empty(generator: Client, fault: str, data: list[object]) -> None:
    async with generator.post(GENERATE, json=wish(fault)) as response:
        assert (await response.json())["data"] == data


@pytest.mark.parametrize("fault", ["garbage", "text-as-png"])
async def test_what_is_sent_may_be_no_picture(generator: Client, fault: str) -> None:
    async with generator.post(GENERATE, json=wish(fault)) as response:
        inline = base64.b64decode((await response.json())["data"][0]["b64_json"], validate=True)
    async with generator.post(GENERATE, json=wish(fault, response_format="url")) as response:
        url = (await response.json())["data"][0]["url"]
    async with generator.session.get(url) as response:
        assert response.content_type == "image/png"
        assert await response.read() == inline
    with pytest.raises(UnidentifiedImageError):
        Image.open(io.BytesIO(inline))


async def test_endless_goes_on_until_the_client_leaves(generator: Client) -> None:
    async with generator.post(GENERATE, json=wish("endless")) as response:
        assert response.status == 200
        read = 0
        async for chunk in response.content.iter_any():
            read += len(chunk)
            if read > 1_000_000:
                break
        response.close()
    seen = {"in_flight": 1}
    while seen["in_flight"]:
        async with generator.get("/stats") as response:
            seen = await response.json()


async def test_a_server_that_ends_cuts_an_endless_reply_off(generator: Client) -> None:
    async with aiohttp.ClientSession() as session:
        response = await session.post(generator.make_url(GENERATE), json=wish("endless"))
        await generator.server.close()
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_redirects_lead_wherever_the_caller_says(generator: Client) -> None:
    async with generator.post(
        GENERATE, json=wish("redirect", location="http://192.0.2.1/"), allow_redirects=False
    ) as response:
        assert (response.status, response.headers["Location"]) == (302, "http://192.0.2.1/")


async def test_the_address_of_a_picture_may_redirect(generator: Client) -> None:
    target = "http://192.0.2.1/a.png?b=1&c=2"
    async with generator.post(GENERATE, json=wish("url-redirect", location=target)) as response:
        url = (await response.json())["data"][0]["url"]
    assert url.startswith(str(generator.make_url("/moved")))
    async with generator.session.get(url, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, target)
