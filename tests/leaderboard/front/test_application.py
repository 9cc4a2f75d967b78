"""The front with WSGI applications made up here: bodies, replies, downloads and their limits."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from leaderboard.front.admission import ADMISSION
from leaderboard.front.application import Front
from leaderboard.front.patience import Patience
from tests.leaderboard.front.clients import ask, scope

QUICK = Patience(
    silence_s=0.1, reading_s=0.1, grace_s=0.3, slowest=1000, small_body=1000, shown_first=500, largest_body=10_000
)


class Site:
    """A WSGI application that tells what it was asked."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""
        self.calls = 0
        self.admits: int | None = None

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.calls += 1
        if ADMISSION in environ:
            environ[ADMISSION].account = self.admits
            self.environ = environ
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"no"]
        self.environ, self.body = environ, environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"he", b"llo"]


def front_of(site: Any, **changes: Any) -> Front:
    return Front(site, pages=None, behind_proxy=changes.pop("behind_proxy", False), patience=replace(QUICK, **changes))


async def test_a_request_and_its_reply_pass() -> None:
    site = Site()
    headers = [("host", "h"), ("cookie", "a=1"), ("cookie", "b=2"), ("accept", "x"), ("x_forwarded_for", "spoofed")]
    answer = await ask(front_of(site), scope(path="/p%C3%A9/%2F", headers=headers, query_string=b"a=%00"))
    assert (answer.status, answer.content, answer.headers["content-type"]) == (200, b"hello", "text/plain")
    environ = site.environ
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/pé//"
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"], environ["HTTP_COOKIE"]) == (
        "a=%00",
        "192.0.2.7",
        "a=1; b=2",
    )
    assert "HTTP_X_FORWARDED_FOR" not in environ


@pytest.mark.parametrize("length", [[("content-length", "6")], [("transfer-encoding", "chunked")]])
async def test_a_body_is_complete_before_the_site_is_asked(length: list[tuple[str, str]]) -> None:
    site = Site()
    await ask(front_of(site), scope("POST", headers=length), [b"abc", b"def"], pause_s=0.05)
    assert (site.body, site.environ["CONTENT_LENGTH"], site.calls) == (b"abcdef", "6", 1)


async def test_a_silent_and_a_slow_body_are_given_up_and_the_site_is_not_asked() -> None:
    for pause_s in (0.2, 0.08):
        site = Site()
        answer = await ask(
            front_of(site), scope("POST", headers=[("content-length", "99")]), [b"a"] * 99, pause_s=pause_s
        )
        assert (answer.status, answer.headers["connection"], site.calls) == (408, "close", 0)


async def test_a_body_without_a_length_that_grows_too_long_is_refused() -> None:
    site = Site()
    answer = await ask(front_of(site), scope("POST", headers=[("transfer-encoding", "chunked")]), [b"a" * 400] * 9)
    assert (answer.status, answer.read, site.calls) == (413, 3, 0)


async def test_a_large_body_is_read_only_if_the_site_admits_it() -> None:
    site = Site()
    asked = scope("POST", headers=[("content-length", "4000")])
    refused = await ask(front_of(site), asked, [b"a" * 1000] * 4)
    assert (refused.status, refused.content, refused.read, site.calls) == (403, b"no", 1, 1)
    assert (site.environ["CONTENT_LENGTH"], site.environ[ADMISSION].head) == ("4000", b"a" * 1000)
    site.admits = 7
    taken = await ask(front_of(site), asked, [b"a" * 1000] * 4)
    assert (taken.status, len(site.body)) == (200, 4000)


async def test_the_fields_before_a_large_file_may_arrive_in_small_parts() -> None:
    site = Site()
    await ask(front_of(site), scope("POST", headers=[("content-length", "4000")]), [b"a" * 100] * 40)
    assert len(site.environ[ADMISSION].head) == 500


async def test_an_account_uploads_one_body_at_a_time() -> None:
    site = Site()
    site.admits = 7
    front, asked = front_of(site), scope("POST", headers=[("content-length", "4000")])
    first = asyncio.create_task(ask(front, asked, [b"a" * 1000] * 4, pause_s=0.05))
    await asyncio.sleep(0.03)
    assert (await ask(front, asked, [b"a" * 1000] * 4)).status == 409
    assert (await first).status == 200
    assert (await ask(front, asked, [b"a" * 1000] * 4)).status == 200


class File:
    """A reply that is a file, and the threads that read it."""

    def __init__(self, size: int) -> None:
        self.file = io.BytesIO(b"x" * size)
        self.is_closed = False
        self.threads: set[str] = set()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](self)

    def read(self, size: int) -> bytes:
        self.threads.add(threading.current_thread().name.partition("_")[0])
        return self.file.read(min(size, 30_000))

    def close(self) -> None:
        self.is_closed = True


async def test_a_file_is_sent_off_the_sites_threads_and_closed() -> None:
    file = File(1_000_000)
    answer = await ask(front_of(file), scope())
    assert (answer.status, len(answer.content), file.is_closed) == (200, 1_000_000, True)
    assert file.threads == {"site", "download"}


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537])
async def test_files_of_any_length_are_whole(size: int) -> None:
    file = File(size)
    answer = await ask(front_of(file), scope())
    assert (len(answer.content), file.is_closed) == (size, True)


async def test_a_reader_who_takes_nothing_is_given_up() -> None:
    file = File(1_000_000)
    answer = await ask(front_of(file), scope(), reading_s=0.5)
    assert (answer.content, file.is_closed) == (b"", True)


async def test_a_table_is_written_before_its_reader_is_waited_for() -> None:
    threads = set()

    def site(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        for _ in range(100):
            threads.add(threading.current_thread().name)
            yield b"x" * 5000

    answer = await ask(front_of(site), scope())
    assert (len(answer.content), len(threads)) == (500_000, 1)


async def test_an_address_has_a_limit_of_transfers_behind_a_proxy_too() -> None:
    def files(environ: Any, start_response: Any) -> Any:
        return File(1_000_000)(environ, start_response)

    def asked(address: str) -> dict[str, Any]:
        return scope(headers=[("x-forwarded-for", f"made up, {address}")])

    front = front_of(files, behind_proxy=True, per_address=1, reading_s=5, grace_s=5)
    first = asyncio.create_task(ask(front, asked("192.0.2.1"), reading_s=0.05))
    await asyncio.sleep(0.1)
    refused = await ask(front, asked("192.0.2.1"))
    assert (refused.status, refused.headers["retry-after"]) == (429, "10")
    assert (await ask(front, asked("192.0.2.2"))).status == 200
    assert (await first).status == 200


async def test_a_refusal_speaks_the_addresss_language_and_the_apis_form() -> None:
    front = front_of(Site(), silence_s=0.01)
    texts = []
    for path in ("/about/", "/zh-hans/about/", "/api/v1/generators"):
        asked = scope("POST", path, headers=[("content-length", "9")])
        answer = await ask(front, asked, [b"a", b"b"], pause_s=0.1)
        assert (answer.status, answer.headers["connection"]) == (408, "close")
        assert int(answer.headers["content-length"]) == len(answer.content)
        texts.append((answer.headers["content-type"], answer.content.decode()))
    assert texts[0] == ("text/plain; charset=utf-8", texts[0][1])
    assert texts[0][1].startswith("The request's body came too slowly.")
    assert "过慢" in texts[1][1]
    assert texts[2][0] == "application/problem+json"
    assert '"status": 408' in texts[2][1]
