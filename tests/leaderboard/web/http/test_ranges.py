"""Parts of files: what is pieced together from any parts is the whole, and conditions are those of RFC 9110."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import pairwise
from typing import BinaryIO

import pytest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.downloads.joined import JoinedFile, bytes_part
from leaderboard.web.http.ranges import Sent, send

# Sending gives back the database connection, if there is one.
pytestmark = pytest.mark.django_db

CHANGED = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATE = "Sun, 01 Mar 2026 12:00:00 GMT"
DATA = bytes(range(256)) * 1000


class Parts:
    """A file in pieces of the given lengths."""

    etag = '"abc"'

    def __init__(self, data: bytes, lengths: list[int]) -> None:
        cuts = [0, *(sum(lengths[: place + 1]) for place in range(len(lengths))), len(data)]
        self.parts = [bytes_part(data[one:other]) for one, other in pairwise(cuts)]
        self.size = len(data)

    def open(self) -> BinaryIO:
        return JoinedFile(self.parts)  # type: ignore[return-value]  # a raw file has all that is used of it


class Plain(Parts):
    def open(self) -> BinaryIO:
        return io.BytesIO(DATA)


def get(file: Parts, method: str = "GET", **headers: str) -> HttpResponseBase:
    request = getattr(RequestFactory(), method.lower())(
        "/", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return send(request, file, Sent("text/plain", "a.txt", CHANGED, {"Cache-Control": "no-cache"}))


def body(reply: HttpResponseBase) -> bytes:
    data = reply.getvalue()
    assert reply["Content-Length"] == str(len(data))
    return bytes(data)


@given(st.binary(min_size=1, max_size=2000), st.lists(st.integers(0, 400), max_size=6), st.data())
def test_any_sequence_of_ranges_gives_the_whole(data: bytes, lengths: list[int], draws: st.DataObject) -> None:
    file = Parts(data, lengths)
    assert body(get(file)) == data
    found = b""
    while len(found) < len(data):
        stop = draws.draw(st.integers(len(found), len(data) + 10))
        reply = get(file, Range=f"bytes={len(found)}-{stop}")
        part = body(reply)
        assert reply.status_code == 206
        assert reply["Content-Range"] == f"bytes {len(found)}-{len(found) + len(part) - 1}/{len(data)}"
        found += part
    assert found == data


@given(st.integers(0, len(DATA) * 2))
def test_the_last_bytes(count: int) -> None:
    reply = get(Plain(DATA, []), Range=f"bytes=-{count}")
    if count == 0:
        assert reply.status_code == 416
    else:
        assert body(reply) == DATA[-count:]


@pytest.mark.parametrize(
    "asked", ["bytes=5-3", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes=" + "9" * 40 + "-", "bytes", ""]
)
def test_what_is_no_single_range_gets_the_whole(asked: str) -> None:
    reply = get(Plain(DATA, []), Range=asked)
    assert (reply.status_code, body(reply)) == (200, DATA)
    assert reply["Accept-Ranges"] == "bytes"


def test_a_range_behind_the_end() -> None:
    reply = get(Plain(DATA, []), Range=f"bytes={len(DATA)}-")
    assert (reply.status_code, reply["Content-Range"]) == (416, f"bytes */{len(DATA)}")


@pytest.mark.parametrize(
    ("condition", "status"),
    [('"abc"', 206), ('W/"abc"', 200), ('"other"', 200), (DATE, 206), ("Sun, 01 Mar 2026 12:00:01 GMT", 200)],
)
def test_a_part_is_sent_only_of_the_same_bytes(condition: str, status: int) -> None:
    reply = get(Plain(DATA, []), Range="bytes=1-2", If_Range=condition)
    assert reply.status_code == status
    assert len(body(reply)) == (2 if status == 206 else len(DATA))


def test_conditions_come_before_ranges() -> None:
    unchanged = get(Plain(DATA, []), Range="bytes=1-2", If_None_Match='"abc"')
    assert (unchanged.status_code, unchanged["ETag"], unchanged["Cache-Control"]) == (304, '"abc"', "no-cache")
    assert get(Plain(DATA, []), If_Modified_Since=DATE).status_code == 304
    assert get(Plain(DATA, []), Range="bytes=1-2", If_Match='"other"').status_code == 412


def test_head_tells_the_length_and_opens_nothing() -> None:
    class Closed(Plain):
        def open(self) -> BinaryIO:
            raise AssertionError

    reply = get(Closed(DATA, []), "HEAD", Range="bytes=1-2")
    assert (reply.status_code, reply["Content-Length"]) == (200, str(len(DATA)))


def test_a_file_that_is_shorter_than_it_says_breaks_off() -> None:
    file = Plain(DATA, [])
    file.size += 1
    with pytest.raises(OSError, match="1 bytes too early"):
        get(file).getvalue()
