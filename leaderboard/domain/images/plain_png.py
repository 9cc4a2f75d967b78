"""PNG files that can be sent to the judge as they are stored, because encoding them again would change no pixel."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_HEAD = struct.Struct(">I4s")  # a chunk's length and type
_CHECKSUM = struct.Struct(">I")
_HEADER = struct.Struct(">IIBBBBB")
_RGB_8 = (8, 2, 0, 0, 0)  # bits, colour type, compression, filter, interlacing
_ANCILLARY = 0x20  # the bit of a type's first letter that says "without me the pixels are the same"
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})

Chunk = tuple[bytes, memoryview]
"""A chunk's type, and all of its bytes from the length to the checksum."""


def pixels_only(data: bytes, *, max_side: int) -> bytes | None:
    """The file of a plain picture without texts, profiles and anything else but its pixels; None for other pictures.

    Plain is RGB of 8 bits without interlacing or animation, of at most ``max_side`` px on its longer side, in no more
    bytes than its pixels take uncompressed, with every checksum right. Whether the pixels decode is not looked at: the
    caller has a picture that was checked in full.
    """
    try:
        if not _is_plain(data, max_side):
            return None
        chunks = list(_chunks(data))
    except struct.error:  # it ends within a chunk
        return None
    needed = [chunk for chunk in chunks if not chunk[0][0] & _ANCILLARY]
    if not _in_order(chunks) or not all(map(_is_sound, needed)):
        return None
    if sum(len(whole) for _, whole in needed) + len(SIGNATURE) == len(data):
        return data
    return b"".join((SIGNATURE, *(whole for _, whole in needed)))


def _is_plain(data: bytes, max_side: int) -> bool:
    if not data.startswith(SIGNATURE) or _HEAD.unpack_from(data, len(SIGNATURE)) != (_HEADER.size, b"IHDR"):
        return False
    width, height, *form = _HEADER.unpack_from(data, len(SIGNATURE) + _HEAD.size)
    # A poorly compressed file would be sent once per dimension.
    return tuple(form) == _RGB_8 and max(width, height) <= max_side and len(data) <= 3 * width * height


def _chunks(data: bytes) -> Iterator[Chunk]:
    """All chunks up to the end mark. Raises struct.error if the data end before it."""
    view = memoryview(data)
    start, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length, kind = _HEAD.unpack_from(data, start)
        end = start + _HEAD.size + length + _CHECKSUM.size
        if end > len(data):
            raise struct.error
        yield kind, view[start:end]
        start = end


def _in_order(chunks: Sequence[Chunk]) -> bool:
    """Whether there is one header, one run of pixel data and the end, and no animation."""
    runs = [kind for kind, _ in groupby(kind for kind, _ in chunks)]
    headers = sum(kind == b"IHDR" for kind, _ in chunks)
    needed = [kind for kind in runs if not kind[0] & _ANCILLARY]
    return headers == 1 and needed == [b"IHDR", b"IDAT", b"IEND"] and _ANIMATION.isdisjoint(runs)


def _is_sound(chunk: Chunk) -> bool:
    _, whole = chunk
    return whole[-_CHECKSUM.size :] == _CHECKSUM.pack(zlib.crc32(whole[4 : -_CHECKSUM.size]))
