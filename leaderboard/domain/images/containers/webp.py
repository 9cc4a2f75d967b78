"""The chunks of a WebP file (RFC 9649)."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from leaderboard.domain.images.containers.parts import Part, joined, too_many

MAX_CHUNKS = 1_000

_RIFF_HEAD = 12
_HEAD = struct.Struct("<4sI")
_FEATURES = b"VP8X"
_PIXELS = frozenset({_FEATURES, b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_PROFILE = b"ICCP"
_HAS_PROFILE, _HAS_EXIF, _HAS_XMP = 0x20, 0x08, 0x04
_FLAGS_OF_METADATA = _HAS_PROFILE | _HAS_EXIF | _HAS_XMP


def parts(data: bytes) -> list[Part]:
    """All chunks within the size that the file states.

    Raises:
        ImageFault: TOO_COMPLEX.
    """
    stated = int.from_bytes(data[4:8], "little") + 8
    last = min(len(data), stated)
    found: list[Part] = []
    at = _RIFF_HEAD
    while at + _HEAD.size <= last:
        kind, length = _HEAD.unpack_from(data, at)
        body = at + _HEAD.size
        end = min(body + length + length % 2, last)
        found.append(Part(kind, at, body, end))
        if len(found) > MAX_CHUNKS:
            raise too_many("WebP", MAX_CHUNKS, "chunks")
        at = end
    return found


def pixel_data(data: bytes) -> bytes:
    """See ``containers.pixel_data``."""
    found = parts(data)
    if all(part.kind in _PIXELS for part in found):
        return data
    return _rebuilt(data, (part for part in found if part.kind in _PIXELS), flags=0)


def notes(data: bytes) -> bytes:
    """The XMP chunk."""
    return joined(data, b"", (part for part in parts(data) if part.kind == b"XMP "))


def without_metadata(data: bytes, exif_data: bytes) -> bytes:
    """See ``containers.without_metadata``."""
    found = parts(data)
    kept = [part for part in found if part.kind in _PIXELS or part.kind == _PROFILE]
    if len(kept) == len(found) and found[-1].end == len(data):
        return data
    flags = _HAS_PROFILE if any(part.kind == _PROFILE for part in kept) else 0
    if not exif_data:
        return _rebuilt(data, kept, flags=flags)
    padded = exif_data + bytes(len(exif_data) % 2)
    return _rebuilt(data, kept, flags=flags | _HAS_EXIF, more=_HEAD.pack(b"EXIF", len(exif_data)) + padded)


def exif(data: bytes) -> bytes:
    """The content of the Exif chunk; b"" if there is none."""
    found = next((part for part in parts(data) if part.kind == b"EXIF"), None)
    return data[found.body : found.end] if found else b""


def _rebuilt(data: bytes, kept: Iterable[Part], *, flags: int, more: bytes = b"") -> bytes:
    """The file with these of its chunks and ``more``; ``flags`` says which kinds of metadata are among them."""
    file = bytearray(joined(data, data[:_RIFF_HEAD], kept) + more)
    if file[_RIFF_HEAD : _RIFF_HEAD + 4] == _FEATURES and len(file) > _RIFF_HEAD + _HEAD.size:
        at = _RIFF_HEAD + _HEAD.size
        file[at] = (file[at] & ~_FLAGS_OF_METADATA) | flags
    file[4:8] = (len(file) - 8).to_bytes(4, "little")
    return bytes(file)
