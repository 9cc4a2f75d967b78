"""The segments of a JPEG file (ITU-T T.81, annex B)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leaderboard.domain.images.containers.parts import Part, joined, too_many
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind

MAX_SCANS = 100
"""Each scan passes over the whole picture, however few bytes it has. Encoders write about ten."""

MAX_SCANNED_PIXELS = 1_000_000_000
"""Scans times pixels: a hundred scans of 10 megapixels, or 15 of the largest picture that is taken."""

MAX_SEGMENTS = 2_000
"""The largest colour profile takes 255 of them."""

MAX_FILLING = 2**16
"""Bytes between segments that mean nothing. Pillow reads them one by one, and libjpeg again with each further piece."""

_START = b"\xff\xd8"
_NO_MARKER, _EOI, _SOS, _COM = b"\0", b"\xd9", b"\xda", b"\xfe"
_APP0, _APP1, _APP2, _APP13, _APP14 = b"\xe0", b"\xe1", b"\xe2", b"\xed", b"\xee"
_EXIF = b"Exif\0\0"
_FRAMES = frozenset(bytes([code]) for code in range(0xC0, 0xD0) if code not in {0xC4, 0xC8, 0xCC})
_APPLICATION = frozenset(bytes([code]) for code in range(0xE0, 0xF0))
_ALONE = frozenset([b"\x01", *(bytes([code]) for code in range(0xD0, 0xDA))])
"""Markers without content."""

_FILL = re.compile(rb"\xff+")
_MARKER_IN_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""A marker that ends a scan: not an escaped byte, not a restart marker."""


def parts(data: bytes) -> list[Part]:
    """All segments from the start of the picture to its end; a scan's data belong to the segment that begins it.

    What follows the end, such as a second picture, is left out.

    Raises:
        ImageFault: TOO_COMPLEX.
    """
    found: list[Part] = []
    at, filling, scans = len(_START), 0, 0
    while (part := _next(data, at)) is not None:
        filling += part.start - at
        if part.kind == _NO_MARKER:
            filling += part.end - part.start
        else:
            found.append(part)
        if part.kind == _SOS:
            scans += 1
            filling += 2 * data.count(b"\xff\xff", part.body, part.end)
        _check(len(found), scans, filling)
        if part.kind == _EOI:
            break
        at = part.end
    return found


def pixel_data(data: bytes) -> bytes:
    """See ``containers.pixel_data``. Two application segments stay, because they say which colours are meant."""
    found = parts(data)
    _check_frames(data, found)
    return joined(data, _START, (part for part in found if _has_pixels(data, part)))


def exif(data: bytes) -> bytes:
    """The first Exif segment's content, b"" without one."""
    for part in parts(data):
        if part.kind == _APP1 and data.startswith(_EXIF, part.body):
            return data[part.body : part.end]
    return b""


def notes(data: bytes) -> bytes:
    """XMP and IPTC segments, one after the other."""
    kept = (part for part in parts(data) if part.kind in {_APP1, _APP13} and not data.startswith(_EXIF, part.body))
    return joined(data, b"", kept)


def without_metadata(data: bytes, exif_data: bytes) -> bytes:
    """See ``containers.without_metadata``."""
    found = parts(data)
    kept = [part for part in found if _has_pixels(data, part) or _is_profile(data, part)]
    if len(kept) == len(found) and found[-1].end == len(data):
        return data
    content = _EXIF + exif_data if exif_data else b""
    segment = b"\xff" + _APP1 + (len(content) + 2).to_bytes(2, "big") + content if content else b""
    first = 1 if kept and kept[0].kind == _APP0 else 0  # JFIF stands first
    return joined(data, joined(data, _START, kept[:first]) + segment, kept[first:])


def _is_profile(data: bytes, part: Part) -> bool:
    return part.kind == _APP2 and data.startswith(b"ICC_PROFILE\0", part.body)


def _check_frames(data: bytes, found: Sequence[Part]) -> None:
    frames = [part for part in found if part.kind in _FRAMES]
    if len(frames) > 1:
        raise ImageFault(
            ImageFaultKind.TOO_COMPLEX, f"a JPEG file with {len(frames)} frame headers; one is expected: save it again"
        )
    scans = sum(part.kind == _SOS for part in found)
    for frame in frames:
        at = frame.body + 1  # behind the bits per sample
        height, width = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
        if scans * width * height > MAX_SCANNED_PIXELS:
            raise ImageFault(
                ImageFaultKind.TOO_COMPLEX,
                f"a JPEG file with {scans} scans of {width}×{height} px; for this size at most "
                f"{MAX_SCANNED_PIXELS // (width * height)} are accepted: save the picture again",
            )


def _next(data: bytes, at: int) -> Part | None:
    """The segment at or behind a place, or two bytes there that only look like one."""
    fill = _FILL.search(data, at)
    if fill is None or fill.end() == len(data):
        return None
    start, body = fill.end() - 1, fill.end() + 1
    kind = data[fill.end() : body]
    if kind == _NO_MARKER or kind in _ALONE:
        return Part(kind, start, body, body)
    end = body + max(2, int.from_bytes(data[body : body + 2], "big"))
    if kind == _SOS:
        following = _MARKER_IN_SCAN.search(data, end)
        end = following.start() if following else len(data)
    return Part(kind, start, body + 2, min(end, len(data)))


def _check(segments: int, scans: int, filling: int) -> None:
    if scans > MAX_SCANS:
        raise too_many("JPEG", MAX_SCANS, "scans")
    if segments > MAX_SEGMENTS:
        raise too_many("JPEG", MAX_SEGMENTS, "segments")
    if filling > MAX_FILLING:
        raise too_many("JPEG", MAX_FILLING, "fill bytes")


def _has_pixels(data: bytes, part: Part) -> bool:
    if part.kind == _APP0:
        return data.startswith(b"JFIF\0", part.body)
    if part.kind == _APP14:
        return data.startswith(b"Adobe", part.body)
    return part.kind != _COM and part.kind not in _APPLICATION
