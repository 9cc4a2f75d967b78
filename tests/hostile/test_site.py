"""Hostile clients of the web server, by real sockets: it goes on answering others, in bounded memory."""

from __future__ import annotations

import contextlib
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import httpx
import pytest

from leaderboard.embedded.stack import Stack
from tests.hostile.servers import (
    LARGE,
    LARGE_BYTES,
    connect,
    running_site,
    seconds_to_answer,
    server_cpu_seconds,
    server_memory,
    slow_bodies,
    slow_readers,
    status_line,
)

pytestmark = pytest.mark.processes
MIB = 2**20
_FORM = (
    b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)
PAGES = ("/about/", "/account/login/")
"""A page that is cached, and one that is made for each reader."""


class Given(NamedTuple):
    """What a client got, and after how long the connection was over."""

    reply: bytes
    after_s: float


@pytest.fixture(scope="module")
def site() -> Iterator[Stack]:
    """A site that allows one address (all clients here have the same) any number of transfers.

    It is started with the usual limit of open files, which is too low for its connections.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    with running_site({"TRANSFERS_PER_ADDRESS": "1000"}) as stack:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        seconds_to_answer(stack, "/about/")
        yield stack


def test_seventy_slow_bodies_and_seventy_slow_readers_do_not_keep_others_from_pages(site: Stack) -> None:
    before = server_memory(site)
    with slow_bodies(site, 70), slow_readers(site, 70):
        time.sleep(1)
        for page in PAGES:
            assert max(seconds_to_answer(site, page) for _ in range(3)) < 1, page
        assert server_memory(site) - before < 150 * MIB


def test_connections_that_say_nothing_do_not_keep_others_from_pages(site: Stack) -> None:
    before = server_memory(site)
    clients = [connect(site) for _ in range(1500)]
    try:
        for client in clients[:500]:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        for page in PAGES:
            assert seconds_to_answer(site, page) < 1, page
        assert server_memory(site) - before < 60 * MIB
    finally:
        for client in clients:
            client.close()


@pytest.fixture(scope="module")
def given_up(site: Stack) -> dict[str, Given]:
    """What becomes of clients that do not go on; all at the same time, because each takes a while."""
    kinds = {
        "silent": lambda: _until_closed(site, b""),
        "half a header": lambda: _until_closed(site, b"GET / HTTP/1.1\r\nHost: "),
        "after a page": lambda: _until_closed(site, b"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        "no body": lambda: _until_closed(site, _FORM),
        "body by bytes": lambda: _byte_by_byte(site),
    }
    with ThreadPoolExecutor(len(kinds)) as clients:
        running = {kind: clients.submit(act) for kind, act in kinds.items()}
        return {kind: outcome.result() for kind, outcome in running.items()}


@pytest.mark.parametrize("kind", ["silent", "half a header"])
def test_a_connection_without_a_request_is_closed(given_up: dict[str, Given], kind: str) -> None:
    assert given_up[kind].after_s < 20


def test_a_connection_that_waits_after_its_page_is_closed(given_up: dict[str, Given]) -> None:
    assert given_up["after a page"].reply.startswith(b"HTTP/1.1 200 OK")
    assert given_up["after a page"].after_s < 20


def test_a_form_that_does_not_come_is_given_up(given_up: dict[str, Given]) -> None:
    assert given_up["no body"].reply.startswith(b"HTTP/1.1 408 ")
    assert given_up["no body"].after_s < 20


def test_a_form_that_comes_byte_by_byte_is_given_up(given_up: dict[str, Given]) -> None:
    assert given_up["body by bytes"].reply.startswith(b"HTTP/1.1 408 ")
    assert given_up["body by bytes"].after_s < 40


def test_a_form_longer_than_any_is_refused_unread(site: Stack) -> None:
    with connect(site) as client:
        client.sendall(b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        with pytest.raises(OSError):
            for _ in range(64):
                client.sendall(b"100000\r\n" + b"a" * MIB + b"\r\n")
    assert seconds_to_answer(site, "/about/") < 1


def test_a_header_without_end_is_refused(site: Stack) -> None:
    before = server_memory(site)
    with connect(site) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        with pytest.raises(OSError):
            for _ in range(256):
                client.sendall(b"X-Long: " + b"a" * 65536 + b"\r\n")
                time.sleep(0.01)
    assert server_memory(site) - before < 20 * MIB


def test_a_reader_who_leaves_ends_the_download(site: Stack) -> None:
    with slow_readers(site, 20):
        time.sleep(0.5)
    time.sleep(0.5)
    busy = _cpu_seconds(site, over=1.0)
    assert busy < 0.5, "the server goes on reading files that nobody receives"


def test_a_large_file_comes_whole_and_in_parts_to_those_who_read_it(site: Stack) -> None:
    with httpx.stream("GET", f"{site.site_url}{LARGE}") as reply:
        assert sum(len(part) for part in reply.iter_raw()) == LARGE_BYTES
    part = httpx.get(f"{site.site_url}{LARGE}", headers={"Range": "bytes=100-299"})
    assert (part.status_code, len(part.content)) == (206, 200)


def test_cached_pages_keep_their_etags_encodings_and_heads(site: Stack) -> None:
    address = f"{site.site_url}/about/"
    for _ in range(2):  # made by the site, then answered by the front
        first = httpx.get(address)
        again = httpx.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        head = httpx.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == first.headers["Content-Length"]
        assert "Content-Encoding" not in httpx.get(address, headers={"Accept-Encoding": "identity"}).headers


def test_one_address_has_a_limit_of_transfers_and_still_gets_pages() -> None:
    with running_site({"TRANSFERS_PER_ADDRESS": "10"}) as site, slow_readers(site, 12) as readers:
        time.sleep(0.5)
        lines = sorted(status_line(reader) for reader in readers)
        assert lines == ["HTTP/1.1 200 OK"] * 10 + ["HTTP/1.1 429 Too Many Requests"] * 2
        with connect(site) as client:
            client.sendall(b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n")
            assert status_line(client) == "HTTP/1.1 429 Too Many Requests"
        for page in PAGES:
            assert seconds_to_answer(site, page) < 1


def _until_closed(site: Stack, begin: bytes) -> Given:
    begun, reply = time.monotonic(), b""
    with connect(site) as client:
        client.sendall(begin)
        while part := client.recv(65536):
            reply += part
    return Given(reply, time.monotonic() - begun)


def _byte_by_byte(site: Stack) -> Given:
    begun, reply = time.monotonic(), b""
    with connect(site) as client:
        client.sendall(_FORM)
        client.settimeout(0.5)
        while not reply and time.monotonic() - begun < 60:
            client.send(b"a")
            with contextlib.suppress(TimeoutError):
                reply = client.recv(65536)
    return Given(reply, time.monotonic() - begun)


def _cpu_seconds(site: Stack, *, over: float) -> float:
    begun = server_cpu_seconds(site)
    time.sleep(over)
    return server_cpu_seconds(site) - begun
