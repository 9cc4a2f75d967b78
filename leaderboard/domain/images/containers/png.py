"""The chunks of a PNG file (PNG specification, third edition)."""

from __future__ import annotations

import struct
import zlib

from leaderboard.domain.images.containers.parts import Part, joined, too_many
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind

SIGNATURE = b"\x89PNG\r\n\x1a\n"

MAX_CHUNKS = 50_000
"""32 MiB in pieces of 1 KiB are 32,768; usual pieces have 8 KiB or more."""

CHECKSUM_BYTES = 4
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_COLOURS = frozenset(
    {
        *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"pHYs"),
    }
)
"""Chunks that affect how viewers show the pixels."""

_HEAD = struct.Struct(">I4s")
_ANCILLARY = 0x20  # the bit of the kind's first letter that says "without me the pixels are the same"


def is_ancillary(part: Part) -> bool:
    """Whether the pixels are the same without this chunk."""
    return bool(part.kind[0] & _ANCILLARY)


def parts(data: bytes) -> list[Part]:
    """All chunks up to the end mark, their checksums unchecked.

    Raises:
        ImageFault: TOO_COMPLEX.
    """
    found: list[Part] = []
    at = len(SIGNATURE)
    while at + _HEAD.size <= len(data):
        length, kind = _HEAD.unpack_from(data, at)
        body = at + _HEAD.size
        end = min(body + length + CHECKSUM_BYTES, len(data))
        found.append(Part(kind, at, body, end))
        if len(found) > MAX_CHUNKS:
            raise too_many("PNG", MAX_CHUNKS, "chunks")
        if kind == b"IEND":
            break
        at = end
    return found


def pixel_data(data: bytes) -> bytes:
    """See ``containers.pixel_data``. An animation is recognised by its control chunk."""
    found = parts(data)
    for part in found:
        frames = int.from_bytes(data[part.body : part.body + 4], "big")
        if part.kind == b"acTL" and 1 < frames < 2**31:
            raise ImageFault(ImageFaultKind.ANIMATED, f"an animation of {frames} frames; a single picture is expected")
    return joined(data, data[: len(SIGNATURE)], (part for part in found if not is_ancillary(part)))


def exif(data: bytes) -> bytes:
    """The content of the Exif chunk; b"" if there is none."""
    found = next((part for part in parts(data) if part.kind == b"eXIf"), None)
    return data[found.body : found.end - CHECKSUM_BYTES] if found else b""


def notes(data: bytes) -> bytes:
    """The chunks with text, concatenated."""
    return joined(data, b"", (part for part in parts(data) if part.kind in _TEXTS))


def without_metadata(data: bytes, exif_data: bytes) -> bytes:
    """See ``containers.without_metadata``."""
    found = parts(data)
    kept = [part for part in found if not is_ancillary(part) or part.kind in _COLOURS]
    if len(kept) == len(found) and found[-1].end == len(data):
        return data
    content = b"eXIf" + exif_data
    chunk = len(exif_data).to_bytes(4, "big") + content + zlib.crc32(content).to_bytes(4, "big") if exif_data else b""
    return joined(data, joined(data, SIGNATURE, kept[:1]) + chunk, kept[1:])
