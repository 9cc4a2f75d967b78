"""PNG files that can be sent to the judge as they are stored, because encoding them again would change no pixel."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import groupby

from leaderboard.domain.images.containers.parts import Part, joined
from leaderboard.domain.images.containers.png import CHECKSUM_BYTES, SIGNATURE, is_ancillary, parts

_HEADER = struct.Struct(">IIBBBBB")
_RGB_8 = (8, 2, 0, 0, 0)  # bits, colour type, compression, filter, interlacing
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})


def pixels_only(data: bytes, *, max_side: int) -> bytes | None:
    """The file of a plain picture with nothing but its pixels; None for other pictures.

    Plain is RGB of 8 bits without interlacing or animation, of at most ``max_side`` px on its longer side, in no more
    bytes than its pixels take uncompressed, with every checksum right. It does not check that the pixels decode: the
    caller has a fully checked picture.
    """
    if not data.startswith(SIGNATURE):
        return None
    chunks = parts(data)
    needed = [chunk for chunk in chunks if not is_ancillary(chunk)]
    if not _is_plain(data, chunks, max_side) or not _in_order(chunks):
        return None
    if not all(_is_sound(data, chunk) for chunk in needed):
        return None
    if sum(chunk.end - chunk.start for chunk in needed) + len(SIGNATURE) == len(data):
        return data
    return joined(data, SIGNATURE, needed)


def _is_plain(data: bytes, chunks: Sequence[Part], max_side: int) -> bool:
    header = chunks[0] if chunks else None
    if header is None or header.kind != b"IHDR" or header.end - header.body != _HEADER.size + CHECKSUM_BYTES:
        return False
    width, height, *form = _HEADER.unpack_from(data, header.body)
    # A poorly compressed file would be sent once per dimension.
    return tuple(form) == _RGB_8 and max(width, height) <= max_side and len(data) <= 3 * width * height


def _in_order(chunks: Sequence[Part]) -> bool:
    """Whether there is one header, one run of pixel data and the end, and no animation."""
    kinds = [chunk.kind for chunk in chunks]
    needed = [kind for kind, run in groupby(chunks, key=lambda chunk: chunk.kind) if not is_ancillary(next(run))]
    return kinds.count(b"IHDR") == 1 and needed == [b"IHDR", b"IDAT", b"IEND"] and _ANIMATION.isdisjoint(kinds)


def _is_sound(data: bytes, chunk: Part) -> bool:
    checked = memoryview(data)[chunk.start + CHECKSUM_BYTES : chunk.end - CHECKSUM_BYTES]
    return zlib.crc32(checked).to_bytes(CHECKSUM_BYTES, "big") == data[chunk.end - CHECKSUM_BYTES : chunk.end]
