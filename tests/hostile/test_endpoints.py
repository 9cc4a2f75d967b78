"""Endpoints that mean harm, or are configured to: each kind is refused, and what refusing it costs is bounded.

The bounds on CPU are for this process, client and local server together, and several times what was measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import Callable

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from leaderboard.domain.submission.endpoint_fields import check_base_url
from leaderboard.domain.texts import FieldFault
from tests.hostile.cost import cpu_within
from tests.workers.clients.endpoint.fixtures_images import KEY, answering, client, request_to
from tests.workers.conftest import Serve
from workers.clients.endpoint.faults import BadReply, BadUrl, EndpointFault, ForbiddenAddress, ReplyTooLarge
from workers.clients.endpoint.images import ImageRequest, Limits
from workers.clients.endpoint.replies import image_source
from workers.clients.endpoint.urls import MOST_CHARACTERS, checked_url, joined

MIB = 2**20


# --- bodies -----------------------------------------------------------------------------------------------------------
HUGE = "/a" * (30 * MIB)
BODIES: dict[str, Callable[[], bytes]] = {
    "a link of 60 MiB": lambda: json.dumps({"data": [{"url": f"http://127.0.0.1{HUGE}"}]}).encode(),
    "a relative link of 60 MiB": lambda: json.dumps({"data": [{"url": HUGE}]}).encode(),
    "a query of 60 MiB": lambda: json.dumps({"data": [{"url": f"http://127.0.0.1/?{'a=b&' * (15 * MIB)}"}]}).encode(),
    "an escaped link of 60 MiB": lambda: b'{"data":[{"url":"' + b"\\u0061" * (10 * MIB) + b'"}]}',
    "a host of 60 MiB": lambda: json.dumps({"data": [{"url": f"http://{'a.' * (30 * MIB)}/"}]}).encode(),
    "base64 of 60 MiB with one wrong character": lambda: b'{"data":[{"b64_json":"' + b"A" * (60 * MIB) + b'*"}]}',
    "base64 of 60 MiB of line breaks": lambda: b'{"data":[{"b64_json":"' + b"\\n" * (30 * MIB) + b'"}]}',
    "base64 of 40 MiB beyond ASCII": lambda: b'{"data":[{"b64_json":"' + "é".encode() * (20 * MIB) + b'"}]}',
    "a number of 40 million digits": lambda: b'{"data":' + b"9" * (40 * MIB) + b"}",
    "60 MiB of empty lists": lambda: b"[" + b"[]," * (20 * MIB) + b"[]]",
    "lists 90,000 deep": lambda: b"[" * 90_000,
    "60 MiB of blanks": lambda: b" " * (60 * MIB),
    "an error text of 60 MiB": lambda: json.dumps({"error": {"message": "x" * (60 * MIB)}}).encode(),
    "a data URL of 60 MiB in JSON without an end": lambda: (
        b'{"data":[{"url":"data:image/png;base64,' + b"A" * (60 * MIB) + b'"}]'
    ),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_huge_body_is_refused_for_seconds_of_cpu_at_most(kind: str) -> None:
    body = BODIES[kind]()
    with cpu_within(3.0), pytest.raises((BadReply, BadUrl)) as caught:
        source = image_source(body, secrets=[KEY])
        assert isinstance(source, str)
        try:
            joined(URL("http://127.0.0.1/v1/images/generations"), source)
        except ValueError as error:
            raise BadReply(str(error)) from None
    assert len(str(caught.value)) < 1000


async def test_a_huge_link_holds_up_no_other_call(serve: Serve) -> None:
    """Parsing 60 MiB takes place beside the loop, which serves all other calls meanwhile."""
    body = BODIES["a link of 60 MiB"]()

    async def handle(request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse(headers={"Content-Type": "application/json"})
        await reply.prepare(request)
        for start in range(0, len(body), 2**18):  # so that this server, on the same loop, holds up nobody either
            await reply.write(body[start : start + 2**18])
        return reply

    base = await serve(handle)
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            ticks.append(time.thread_time())
            await asyncio.sleep(0.001)

    with cpu_within(4.0):
        ticking = asyncio.create_task(tick())
        async with client() as images:
            with pytest.raises(BadReply, match="at most 8192 are accepted"):
                await images.generate(request_to(base))
        ticking.cancel()
    # The CPU seconds that the loop's thread spent on anything else at a time.
    assert max(after - before for before, after in itertools.pairwise(ticks)) < 0.2


async def test_a_picture_type_around_64_mib_and_a_byte_is_cut(serve: Serve) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=bytes(Limits().max_reply_bytes + 1), content_type="image/png")

    base = await serve(handle)
    async with client() as images:
        with pytest.raises(ReplyTooLarge):
            await images.generate(request_to(base))


async def test_an_empty_picture_body_is_refused(serve: Serve) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=b"", content_type="image/png")

    base = await serve(handle)
    async with client() as images:
        with pytest.raises(BadReply, match="empty"):
            await images.generate(request_to(base))


# --- addresses --------------------------------------------------------------------------------------------------------
ADDRESSES = [
    "http://xn--a/v1",
    "http://xn--\u00e4/v1",
    "http://[::1]:80@/",
    "http://[::1]:80@/v1",
    "http://[::1",
    "http://[:::1]/",
    "http://]/",
    "http://@/",
    "http://:80/",
    "http://a..b/v1",
    f"http://{'a' * 64}.example/v1",
    f"http://{'a.' * 200}example/v1",
    "http://\u3002/v1",
    "http://exa\u2100mple/v1",
    "http://host:-1/",
    "http://host:99999/",
    "http://host:\u0661/",
    "http://%zz/v1",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_nothing_can_call_is_refused_when_it_is_submitted(address: str) -> None:
    with cpu_within(0.5), pytest.raises(FieldFault):
        check_base_url(address)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_and_a_call_to_it_ends_with_a_fault(address: str) -> None:
    """Rows may be older than the rule."""
    async with client(connect_s=2, total_s=5) as images:
        with cpu_within(1.0), pytest.raises(EndpointFault):
            await images.generate(ImageRequest(address, "m", "p"))


@pytest.mark.parametrize("target", ["http://xn--a/1.png", "http://[::1]:80@/", "//[", "http://\udcff/", "http://h:x/"])
async def test_links_and_redirects_to_them_end_with_a_fault(serve: Serve, target: str) -> None:
    linked = await serve(answering(json={"data": [{"url": target}]}))
    redirected = await serve(answering(status=302, json={}, headers={"Location": target.replace("\udcff", "y..")}))
    async with client() as images:
        for base in (linked, redirected):
            with pytest.raises(EndpointFault):
                await images.generate(request_to(base))


@pytest.mark.parametrize("length", [MOST_CHARACTERS, MOST_CHARACTERS + 1])
def test_the_longest_link(length: int) -> None:
    link = "http://host.example/".ljust(length, "a")
    if length <= MOST_CHARACTERS:
        assert str(joined(URL("http://other.example"), link)) == link
    else:
        with pytest.raises(ValueError, match="at most 8192"):
            joined(URL("http://other.example"), link)


# --- fuzzers ----------------------------------------------------------------------------------------------------------
PIECES = st.sampled_from(
    [
        "http://",
        "https:",
        "//",
        "/",
        "[",
        "]",
        "@",
        ":",
        ":80",
        "::1",
        "xn--",
        "..",
        "%2F",
        "%",
        "?",
        "#",
        "\\",
        "a",
        "é",
    ]
)
ANY_URL = st.lists(PIECES | st.characters(), max_size=12).map("".join)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(ANY_URL)
def test_any_url_is_refused_or_sent_as_it_is(text: str) -> None:
    try:
        url = checked_url(text)
    except EndpointFault:
        return
    assert url.host
    assert url.raw_path_qs.isascii()
    assert checked_url(str(url)) == url  # what was escaped stays as it is


@settings(max_examples=400, derandomize=True, deadline=None)
@given(ANY_URL)
def test_any_link_is_refused_or_followed(link: str) -> None:
    try:
        url = joined(URL("http://host.example/v1/images/generations"), link)
    except (EndpointFault, ValueError):
        return
    assert url.scheme in {"http", "https"}
    assert url.user is None


@settings(max_examples=400, derandomize=True, deadline=None)
@given(ANY_URL)
def test_any_address_is_refused_or_can_be_called(text: str) -> None:
    try:
        check_base_url(text)
    except FieldFault:
        return
    with contextlib.suppress(ForbiddenAddress):  # which addresses may be called, the operator decides
        checked_url(text)


FIELDS = st.sampled_from(["data", "b64_json", "url", "error", "message", "code"])
LEAVES = st.none() | st.integers() | st.text(max_size=20) | st.sampled_from(["", "data:image/png;base64,AA==", "AAAA"])
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELDS, inner, max_size=3), max_leaves=10
)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.binary(max_size=80) | DOCUMENTS.map(lambda document: json.dumps(document).encode()))
def test_any_body_is_refused_or_gives_a_source(body: bytes) -> None:
    try:
        assert image_source(body, secrets=[KEY])
    except BadReply as fault:
        assert len(str(fault)) < 1000
