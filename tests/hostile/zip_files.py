"""Zips that are built to lead out of a folder, to unpack to more than they are, or to mislead their reader."""

from __future__ import annotations

import stat
import struct
import zipfile
from functools import cache

from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.submission.zips import change_headers, make_zip, pictures

MIB = 2**20
GOOD = pictures()
KEYS = [f"p{number:03}" for number in range(1, 49)]


def instead_of_the_first(entry: zipfile.ZipInfo, data: bytes) -> bytes:
    files: dict[str | zipfile.ZipInfo, bytes] = {entry: data}
    files.update({name: picture for name, picture in GOOD.items() if name != "p001.en.png"})
    return make_zip(files)


def special(kind: int) -> bytes:
    """A zip with an entry that says it is a device, a pipe or another special file."""
    info = zipfile.ZipInfo("p001.en.png")
    info.create_system = 3
    info.external_attr = (kind | 0o666) << 16
    return instead_of_the_first(info, b"x")


@cache
def zeros_for_every_prompt() -> bytes:
    """48 files of 32 MiB in 1.5 MB, none of which begins as a picture does."""
    return make_zip({f"{key}.en.png": bytes(32 * MIB) for key in KEYS}, deflate=True)


@cache
def padded_pictures() -> bytes:
    """24 files of 32 MiB that begin as pictures do."""
    data = png()
    return make_zip({f"{key}.en.png": data[:-12] + bytes(32 * MIB - len(data)) for key in KEYS[:24]}, deflate=True)


def a_gibibyte() -> bytes:
    return make_zip({**GOOD, "p001.en.png": png() + bytes(1024 * MIB)}, deflate=True)


def zip_in_a_zip() -> bytes:
    inner = make_zip({"p001.en.png": bytes(32 * MIB)}, deflate=True)
    return make_zip({**GOOD, "more.zip": inner, "p001.en.png": inner})


def overlapping() -> bytes:
    """Three directory entries that point to the same data."""
    data = make_zip(GOOD)

    def change(zip_bytes: bytearray, local: int, central: int) -> None:
        zip_bytes[central + 42 : central + 46] = struct.pack("<I", 0)

    for name in list(GOOD)[1:]:
        data = change_headers(data, name, change)
    return data


def other_name_inside() -> bytes:
    """An entry whose own header has another name than the directory."""

    def change(zip_bytes: bytearray, local: int, central: int) -> None:
        zip_bytes[local + 30 : local + 41] = b"../../x.png"

    return change_headers(make_zip(GOOD), "p001.en.png", change)


def deep_manifest() -> bytes:
    return make_zip({**GOOD, "manifest.json": b'{"a":' * 5_000_000 + b"1" + b"}" * 5_000_000}, deflate=True)


def wide_manifest() -> bytes:
    return make_zip({**GOOD, "manifest.json": b'{"a":[' + b"[]," * 10_000_000 + b"[]]}"}, deflate=True)


def second_end_record() -> bytes:
    """A comment that holds an end record of its own, with a directory of 4 GiB."""
    fake = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 2**32 - 2, 0, 0)
    data = bytearray(make_zip(GOOD))
    data[-2:] = len(fake).to_bytes(2, "little")
    return bytes(data) + fake


FIFO, DEVICE, SOCKET = stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK
