"""The zip's layout, read by the standard library."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.downloads.zip_layout import Member, directory, local_header


def archive(files: dict[str, bytes]) -> bytes:
    members = [Member(name, len(data), zlib.crc32(data)) for name, data in files.items()]
    parts = [part for member in members for part in (local_header(member), files[member.name])]
    return b"".join([*parts, directory(members)])


@given(st.dictionaries(st.text("abcé画.-", min_size=1, max_size=20), st.binary(max_size=300), max_size=8))
def test_any_files_come_back(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(files))) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == files
        assert {entry.date_time for entry in found.infolist()} <= {(1980, 1, 1, 0, 0, 0)}


def test_more_files_than_the_plain_form_counts() -> None:
    files = {f"{number}.txt": b"" for number in range(70_000)}
    with zipfile.ZipFile(io.BytesIO(archive(files))) as found:
        assert len(found.namelist()) == 70_000


def test_members_beyond_four_gigabytes_are_found_where_they_are() -> None:
    far = 3 * 2**30
    members = [Member("a", far, 0), Member("b", far, 0), Member("c", 3, zlib.crc32(b"xyz"))]
    end = directory(members)
    place = sum(len(local_header(member)) + member.size for member in members[:2])
    length = place + len(local_header(members[2])) + 3
    with zipfile.ZipFile(Sparse(length + len(end), {place: local_header(members[2]) + b"xyz", length: end})) as found:
        assert found.getinfo("c").header_offset == place
        assert found.read("c") == b"xyz"
    assert struct.pack("<Q", place) in end


class Sparse(io.RawIOBase):
    """A large file of zeros with some bytes in it."""

    def __init__(self, size: int, known: dict[int, bytes]) -> None:
        self._size, self._known, self._at = size, known, 0

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        stop = self._size if size < 0 else min(self._at + size, self._size)
        data = bytearray(max(0, stop - self._at))
        for place, known in self._known.items():
            first, last = max(place, self._at), min(place + len(known), stop)
            if first < last:
                data[first - self._at : last - self._at] = known[first - place : last - place]
        self._at = stop
        return bytes(data)
