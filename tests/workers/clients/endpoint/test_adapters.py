"""Other APIs than OpenAI's, called for real: the sample generator speaks each of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from leaderboard.domain.submission.adapters import Adapter, AdapterKind, Auth, AuthKind
from leaderboard.domain.submission.presets import PresetName, parameters_of
from tests.workers.clients.endpoint.fixtures_images import IMAGE, IMAGE_B64, KEY, LOOPBACK, ONE_ADDRESS, client
from tests.workers.conftest import Serve
from workers.clients.endpoint.faults import (
    BadReply,
    EndpointFault,
    ForbiddenAddress,
    JobFailed,
    Rejected,
    TimedOut,
    Unauthorised,
)
from workers.clients.endpoint.images import ImageRequest, ImagesClient, Limits
from workers.clients.endpoint.transcripts import MOST_EXCHANGES, Transcript
from workers.standins.sample_generator.server import SampleGenerator

BODY = {"input": {"prompt": "{prompt}", "width": "{width}", "height": "{height}", "seed": "{seed}"}, "model": "{model}"}
TEMPLATE = Adapter(AdapterKind.TEMPLATE, BODY, "$.images[0].picture")
JOB = Adapter(
    AdapterKind.JOB,
    BODY,
    "$.output[0]",
    status_url="$.urls.get",
    state="$.status",
    running=("starting", "processing"),
    succeeded=("succeeded",),
    failed=("failed",),
    interval_s=0.01,
    deadline_s=20.0,
)
Start = Callable[..., Awaitable[str]]


@pytest.fixture
async def generator() -> AsyncIterator[Start]:
    """Starts sample generators; returns the address of each."""
    servers: list[TestServer] = []

    async def start(**options: Any) -> str:
        servers.append(TestServer(SampleGenerator(**options).app()))
        await servers[-1].start_server(shutdown_timeout=0.2)
        return str(servers[-1].make_url("")).rstrip("/")

    yield start
    for server in servers:
        await server.close()


def asked(url: str, adapter: Adapter | None, **fields: Any) -> ImageRequest:
    wish: dict[str, Any] = {"api_key": KEY, "size": "128x96", "seed": 7, "adapter": adapter} | fields
    return ImageRequest(url, "sample-fine", 'a "red" {cube}', **wish)


def changed(adapter: Adapter, **body: Any) -> Adapter:
    return replace(adapter, template={**adapter.template, **body})


@pytest.mark.parametrize("form", ["url", "base64", "data"])
async def test_templates_and_jobs_give_the_picture_of_the_images_api(generator: Start, form: str) -> None:
    base = await generator(api_key=KEY)
    result = replace(JOB, result_url="/jobs/{id}/result", job_id="$.id", picture="$.images[0].picture")
    by_id = replace(JOB, status_url="/jobs/{id}", job_id="$.id")
    async with client() as images:
        expected = await images.generate(asked(f"{base}/v1", None, extra={"seed": "{seed}"}))
        for path, adapter in [("own", TEMPLATE), ("jobs", JOB), ("jobs", by_id), ("jobs", result)]:
            request = asked(f"{base}/{path}", changed(adapter, **{"as": form}))
            assert await images.generate(request) == expected
            assert request.sent_seed == 7
        assert await images.generate(asked(f"{base}/own", TEMPLATE, seed=8)) != expected


@pytest.mark.parametrize(
    ("place", "auth"),
    [
        ("bearer", Auth()),
        ("header:x-key", Auth(AuthKind.HEADER, "X-Key")),
        ("header:Authorization", Auth(AuthKind.HEADER, "Authorization")),
        ("query:api key", Auth(AuthKind.QUERY, "api%20key")),
    ],
)
async def test_the_key_goes_where_the_server_looks_for_it_and_into_no_message(
    generator: Start, place: str, auth: Auth
) -> None:
    key = "made up/+&=0123456789"
    base = await generator(api_key=key, key_in=place)
    wrong = {"api_key": "wrong-0123456789", "auth": auth}
    transcript = Transcript()
    async with client() as images:
        for path, adapter in [("v1", None), ("own", TEMPLATE), ("jobs", JOB)]:
            request = asked(f"{base}/{path}", adapter, api_key=key, auth=auth, transcript=transcript)
            assert await images.generate(request)
            with pytest.raises(Unauthorised) as refused:
                await images.generate(asked(f"{base}/{path}", adapter, **wrong))
            assert "wrong-0123456789" not in str(refused.value)
    told = str(transcript.exchanges(request.hidden))
    assert "0123456789" not in told
    assert "red" in told


async def test_presets_work_with_models_that_refuse_what_others_need(generator: Start) -> None:
    base = await generator()
    async with client() as images:
        for model in ("gpt-image-1", "dall-e-3"):
            extra = parameters_of(PresetName.OPENAI, model, {})
            assert await images.generate(replace(asked(f"{base}/v1", None, extra=extra), model=model))
        with pytest.raises(Rejected, match="Unknown parameter: 'response_format'"):
            extra = {"response_format": "b64_json"}
            await images.generate(replace(asked(f"{base}/v1", None, extra=extra), model="gpt-image-1"))


@pytest.mark.parametrize(
    ("ends", "fault", "words"),
    [
        ("failed", JobFailed, 'in the state failed (it says: "out of memory")'),
        ("refused", Rejected, "content policy"),
        ("never", TimedOut, "still in the state processing after 0.3 s"),
        ("unheard-of", BadReply, "unheard-of, which is in none of the lists"),
    ],
)
async def test_what_becomes_of_a_job_is_told(
    generator: Start, ends: str, fault: type[EndpointFault], words: str
) -> None:
    base = await generator()
    deadline_s = 0.3 if ends == "never" else JOB.deadline_s
    async with client() as images:
        with pytest.raises(fault) as caught:
            await images.generate(asked(f"{base}/jobs", replace(changed(JOB, ends=ends), deadline_s=deadline_s)))
    assert words in str(caught.value)


async def test_a_job_is_polled_again_after_a_passing_fault_and_not_submitted_again(generator: Start) -> None:
    base = await generator()
    transcript = Transcript()
    job = changed(JOB, ends="unavailable-once", polls=6)
    async with client() as images:
        assert await images.generate(asked(f"{base}/jobs", job, transcript=transcript))
    exchanges = transcript.exchanges([])
    assert len(exchanges) == MOST_EXCHANGES
    assert [each.request.split()[0] for each in exchanges] == ["POST", "GET", "GET", "GET", "GET"]
    assert exchanges[0].reply.startswith("202 application/json")
    assert exchanges[0].request.endswith('"ends": "unavailable-once", "polls": 6}')
    assert exchanges[-1].reply.startswith("200 image/png\n("), "the bytes of a picture are not shown"


# --- hostile ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("where", ["status", "result", "picture"])
async def test_no_address_in_a_reply_leads_into_a_private_network(serve: Serve, where: str) -> None:
    inner = "http://127.0.0.2:9/secret"

    async def handle(request: web.Request) -> web.Response:
        own = f"http://{request.host}/job"
        return web.json_response(
            {
                "status": "succeeded",
                "get": inner if where == "status" else own,
                "result": inner if where == "result" else own,
                "picture": inner if where == "picture" else IMAGE_B64,
            }
        )

    base = await serve(handle)
    adapter = replace(JOB, status_url="$.get", result_url="$.result", picture="$.picture")
    async with ImagesClient(allowed=ONE_ADDRESS) as images:
        with pytest.raises(ForbiddenAddress, match="is not a public address"):
            await images.generate(asked(base, adapter))


async def test_the_key_goes_to_no_other_host_and_the_author_is_told(serve: Serve) -> None:
    seen: list[str | None] = []

    async def other(request: web.Request) -> web.Response:
        seen.append(request.headers.get("X-Key"))
        return web.json_response({"error": "no key"}, status=401)

    elsewhere = await serve(other)

    async def handle(_: web.Request) -> web.Response:
        return web.json_response({"get": f"{elsewhere}/job"})

    base = await serve(handle)
    adapter = replace(JOB, status_url="$.get", headers={"X-More": "1"}, send_key_to=("127.0.0.1",))
    async with client() as images:
        with pytest.raises(Unauthorised, match="base URL's host only"):
            await images.generate(asked(base, adapter, auth=Auth(AuthKind.HEADER, "X-Key")))
    assert seen == [None], "not over http, even to a host that is named"


@pytest.mark.parametrize("job_id", ["../../admin", "..", "", None, True, {"a": 1}, "x" * 501, "a?b#c"])
async def test_a_jobs_id_is_one_part_of_the_address(serve: Serve, job_id: object) -> None:
    paths: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        paths.append(request.raw_path)
        return web.json_response({"id": job_id, "status": "succeeded", "output": [IMAGE_B64]})

    base = await serve(handle)
    adapter = replace(JOB, status_url="/v1/jobs/{id}", job_id="$.id")
    async with client() as images:
        try:
            assert await images.generate(asked(base, adapter)) == IMAGE
        except BadReply as fault:
            assert "no usable job ID" in str(fault)
            assert len(paths) == 1
        else:
            assert paths[1] in ("/v1/jobs/..%2F..%2Fadmin", "/v1/jobs/a%3Fb%23c")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"[" * 90_000, "not JSON"),
        (b"[" + b"[]," * 2**20 + b"[]]", "far more JSON fields"),
        (b'{"images": []}', "nothing at $.images[0].picture"),
        (b'{"images": [{"picture": {"url": "x"}}]}', "not a text"),
        (b'{"images": [{"picture": "not base64!"}]}', "not valid base64"),
        (b"3", "nothing at"),
    ],
)
async def test_hostile_and_wrong_replies_are_told_apart(serve: Serve, body: bytes, words: str) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    base = await serve(handle)
    async with client() as images:
        with pytest.raises(BadReply, match=words.replace("$", r"\$").replace("[", r"\[")):
            await images.generate(asked(base, TEMPLATE))


async def test_a_job_is_bounded_by_the_time_of_a_call_too(generator: Start) -> None:
    base = await generator()
    async with ImagesClient(allowed=LOOPBACK, limits=Limits(total_s=0.3)) as images:
        with pytest.raises(TimedOut, match=r"no image within 0\.3 s"):
            async with asyncio.timeout(10):
                await images.generate(asked(f"{base}/jobs", changed(JOB, ends="never")))
