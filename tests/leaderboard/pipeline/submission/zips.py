"""Zips for tests, and functions that damage one byte by byte."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence

from leaderboard.decoding.pictures import inspect
from leaderboard.decoding.pool import DECODERS
from leaderboard.domain.images.check import ImageFacts
from leaderboard.domain.submission.bundle import BundleFault, Slot
from leaderboard.domain.submission.bundle_check import BundleCheck, check_bundle
from leaderboard.domain.submission.picture_check import Inspector
from tests.leaderboard.domain.pictures import png

_CENTRAL, _LOCAL, _END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"

PROMPT_KEYS = ("p001", "p002", "p003")
SLOTS = [Slot(prompt_key, "en") for prompt_key in PROMPT_KEYS]


def pictures(prompt_keys: Sequence[str] = PROMPT_KEYS, languages: Sequence[str] = ("en",)) -> dict[str, bytes]:
    """One picture per prompt and language, by file name."""
    names = [f"{prompt_key}.{language}.png" for language in languages for prompt_key in prompt_keys]
    return {name: png(number) for number, name in enumerate(names)}


def make_zip(files: Mapping[str | zipfile.ZipInfo, bytes] | Mapping[str, bytes], *, deflate: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def symbolic_link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def change_headers(data: bytes, name: str, change: Callable[[bytearray, int, int], None]) -> bytes:
    """Call ``change(zip, offset of the entry's local header, offset of its directory entry)`` on a copy."""
    changed = bytearray(data)
    change(changed, _header_of(data, _LOCAL, 30, name), _header_of(data, _CENTRAL, 46, name))
    return bytes(changed)


def _header_of(data: bytes, magic: bytes, length: int, name: str) -> int:
    at = data.find(magic)
    while data[at + length : at + length + len(name.encode())] != name.encode():
        at = data.index(magic, at + 1)
    return at


def encrypted(zip_bytes: bytes, name: str) -> bytes:
    def change(data: bytearray, local: int, central: int) -> None:
        data[local + 6] |= 1
        data[central + 8] |= 1

    return change_headers(zip_bytes, name, change)


def lying_about_its_size(zip_bytes: bytes, name: str, size: int) -> bytes:
    """Make both headers state this uncompressed size."""

    def change(data: bytearray, local: int, central: int) -> None:
        data[local + 22 : local + 26] = data[central + 24 : central + 28] = struct.pack("<I", size)

    return change_headers(zip_bytes, name, change)


def with_method(zip_bytes: bytes, name: str, method: int) -> bytes:
    def change(data: bytearray, local: int, central: int) -> None:
        data[local + 8 : local + 10] = data[central + 10 : central + 12] = struct.pack("<H", method)

    return change_headers(zip_bytes, name, change)


def with_damaged_data(zip_bytes: bytes, name: str) -> bytes:
    def change(data: bytearray, local: int, central: int) -> None:
        data[local + 200] ^= 0xFF

    return change_headers(zip_bytes, name, change)


def pointing_behind_the_end(zip_bytes: bytes, name: str) -> bytes:
    """Make the directory say that the entry begins a few bytes before the end of the file."""

    def change(data: bytearray, local: int, central: int) -> None:
        data[central + 42 : central + 46] = struct.pack("<I", len(data) - 10)

    return change_headers(zip_bytes, name, change)


def renamed(zip_bytes: bytes, old: str, new: str) -> bytes:
    """Give the entry another name of the same length, one that zipfile itself would not write."""
    assert len(old.encode()) == len(new.encode())
    assert zip_bytes.count(old.encode()) == 2
    return zip_bytes.replace(old.encode(), new.encode())


def as_zip64(zip_bytes: bytes, *, stated: int | None = None, directory_bytes: int | None = None) -> bytes:
    """The same zip with a zip64 end record; ``stated`` is the directory's size in the old end record."""
    at = zip_bytes.rindex(_END)
    count, size, offset = struct.unpack_from("<HII", zip_bytes, at + 10)
    record = struct.pack(
        *("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count),
        *(size if directory_bytes is None else directory_bytes, offset),
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4s4H2LH", _END, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF if stated is None else stated, 0xFFFFFFFF, 0)
    return zip_bytes[:at] + record + locator + end


def check(
    zip_bytes: bytes,
    wanted: Sequence[Slot] = SLOTS,
    languages: Sequence[str] = ("en",),
    inspect: Callable[[bytes], ImageFacts] = inspect,
) -> BundleCheck:
    return check_bundle(io.BytesIO(zip_bytes), wanted, languages, Inspector(inspect, DECODERS), lambda checked: None)


def brief(faults: Sequence[BundleFault]) -> list[tuple[str, str, str]]:
    """Kind, file and prompt of each fault."""
    return [(str(fault.kind), fault.file, fault.prompt_key) for fault in faults]
