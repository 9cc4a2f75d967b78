"""Any order of reads gives the file's bytes, in few requests and little memory."""

from __future__ import annotations

import io
import random
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.files.ranged import FIRST_BYTES, MOST_AHEAD, RangedFile

DATA = random.Random(1).randbytes(6 * 2**20)


class Remote:
    """A file elsewhere, with the ranges that were asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.asked: list[tuple[int, int]] = []

    def fetch(self, start: int, length: int) -> bytes:
        assert start >= 0
        assert 0 < length <= len(self.data) - start
        self.asked.append((start, length))
        return self.data[start : start + length]

    def open(self) -> RangedFile:
        return RangedFile(self.data[:FIRST_BYTES], len(self.data), self.fetch)


@given(st.lists(st.tuples(st.integers(0, len(DATA) + 10), st.integers(-1, 3 * 2**20)), max_size=6))
def test_any_reads_give_what_a_file_gives(reads: list[tuple[int, int]]) -> None:
    ours, theirs = Remote(DATA).open(), io.BytesIO(DATA)
    for offset, size in reads:
        assert ours.seek(offset) == theirs.seek(offset)
        assert ours.read(size) == theirs.read(size)
        assert ours.tell() == theirs.tell()


def test_a_small_file_is_read_when_it_is_opened() -> None:
    remote = Remote(DATA[:1000])
    assert remote.open().read() == DATA[:1000]
    assert remote.asked == []


def test_a_whole_file_takes_one_more_request() -> None:
    remote = Remote(DATA)
    assert remote.open().read() == DATA
    assert remote.asked == [(FIRST_BYTES, len(DATA) - FIRST_BYTES)]


def test_a_file_in_small_blocks_is_read_ahead_within_limits() -> None:
    remote = Remote(DATA)
    file = remote.open()
    assert b"".join(iter(lambda: file.read(1000), b"")) == DATA
    lengths = [length for _, length in remote.asked]
    assert len(lengths) <= 8
    assert max(lengths) == MOST_AHEAD


def test_a_byte_far_away_costs_little() -> None:
    remote = Remote(DATA)
    file = remote.open()
    file.seek(5 * 2**20)
    assert file.read(1) == DATA[5 * 2**20 :][:1]
    assert sum(length for _, length in remote.asked) <= 64 * 1024


def test_a_zip_in_the_opposite_order_costs_no_more_than_twice_its_bytes() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(60):
            archive.writestr(f"p{number:03}.png", DATA[number * 100_000 :][:100_000])
    remote = Remote(buffer.getvalue())
    with zipfile.ZipFile(remote.open()) as archive:
        for info in reversed(archive.infolist()):
            assert len(archive.read(info)) == 100_000
    assert sum(length for _, length in remote.asked) < 2 * len(remote.data)


def test_a_zip_is_read_entry_by_entry_in_few_requests() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(60):
            archive.writestr(f"p{number:03}.png", DATA[number * 100_000 :][:100_000])
    remote = Remote(buffer.getvalue())
    with zipfile.ZipFile(remote.open()) as archive:
        assert archive.testzip() is None
    assert len(remote.asked) < 15
