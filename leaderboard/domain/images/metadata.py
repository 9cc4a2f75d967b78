"""Finds and removes metadata that reveals who took or made a picture."""

from __future__ import annotations

from collections.abc import Iterator

from leaderboard.domain.images.containers import exif, notes, without_metadata
from leaderboard.domain.images.exif import Exif
from leaderboard.domain.text_enum import StrEnum

_MOST_NOTES = 2**20
_UPRIGHT = 1

_LATITUDE, _LONGITUDE = 2, 4
_MAKE, _MODEL, _ARTIST, _COPYRIGHT, _CAMERA_SERIAL = 0x010F, 0x0110, 0x013B, 0x8298, 0xC62F
_OWNER, _BODY_SERIAL, _LENS_SERIAL = 0xA430, 0xA431, 0xA435


class Metadata(StrEnum):
    """A kind of metadata that authors may not want to publish."""

    LOCATION = "location"
    CAMERA = "camera"
    SERIAL = "serial"
    AUTHOR = "author"


_MARKS = {
    Metadata.LOCATION: (b"exif:GPSLatitude", b"exif:GPSLongitude"),
    Metadata.CAMERA: (b"tiff:Make", b"tiff:Model"),
    Metadata.SERIAL: (b"SerialNumber",),
    Metadata.AUTHOR: (b"dc:creator", b"dc:rights", b"CameraOwnerName", b"\x1c\x02\x50", b"Author\0", b"Copyright\0"),
}
"""How XMP, IPTC and texts name these things."""


def metadata_of(data: bytes, form: str) -> tuple[Metadata, ...]:
    """The kinds of metadata in a picture's file, in the order of the enumeration. ``form`` is PNG, JPEG or WEBP."""
    found = {*_in_exif(Exif(exif(data, form))), *_in_notes(notes(data, form)[:_MOST_NOTES])}
    return tuple(kind for kind in Metadata if kind in found)


def stripped(data: bytes, form: str) -> bytes:
    """The same pixels in a file without metadata except the orientation."""
    orientation = Exif(exif(data, form)).orientation
    return without_metadata(data, form, b"" if orientation == _UPRIGHT else _only_orientation(orientation))


def _in_exif(data: Exif) -> Iterator[Metadata]:
    if _LATITUDE in data.place or _LONGITUDE in data.place:
        yield Metadata.LOCATION
    if data.text(data.main.get(_MAKE)) or data.text(data.main.get(_MODEL)):
        yield Metadata.CAMERA
    serials = data.main.get(_CAMERA_SERIAL), data.detail.get(_BODY_SERIAL), data.detail.get(_LENS_SERIAL)
    if any(map(data.text, serials)):
        yield Metadata.SERIAL
    if any(map(data.text, (data.main.get(_ARTIST), data.main.get(_COPYRIGHT), data.detail.get(_OWNER)))):
        yield Metadata.AUTHOR


def _in_notes(words: bytes) -> Iterator[Metadata]:
    return (kind for kind, marks in _MARKS.items() if any(mark in words for mark in marks))


def _only_orientation(orientation: int) -> bytes:
    """Exif data with one entry."""
    entry = b"\x01\x12\0\x03\0\0\0\x01" + orientation.to_bytes(2, "big") + bytes(2)
    return b"MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)
