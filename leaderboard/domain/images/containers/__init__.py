"""The parts of picture files: found without decoding, counted, and sorted by purpose.

Decoders get only the parts with pixels. So texts, profiles and other content never decide whether a picture is
accepted, and a file built to keep a decoder busy is refused before decoding.
"""

from __future__ import annotations

from leaderboard.domain.images.containers import jpeg, png, webp

_PIXEL_DATA = {"PNG": png.pixel_data, "JPEG": jpeg.pixel_data, "WEBP": webp.pixel_data}
_EXIF = {"PNG": png.exif, "JPEG": jpeg.exif, "WEBP": webp.exif}
_NOTES = {"PNG": png.notes, "JPEG": jpeg.notes, "WEBP": webp.notes}
_WITHOUT_METADATA = {"PNG": png.without_metadata, "JPEG": jpeg.without_metadata, "WEBP": webp.without_metadata}


def pixel_data(data: bytes, form: str) -> bytes:
    """The same picture in a file without texts, profiles, further pictures and padding.

    ``form`` is PNG, JPEG or WEBP. A damaged file stays damaged: decoding it reports the fault.

    Raises:
        ImageFault: TOO_COMPLEX, or ANIMATED for a PNG.
    """
    return _PIXEL_DATA[form](data)


def exif(data: bytes, form: str) -> bytes:
    """The Exif data of a file; b"" if it has none."""
    return _EXIF[form](data)


def notes(data: bytes, form: str) -> bytes:
    """The file's other texts: XMP, IPTC and comments, with bytes of its structure between them."""
    return _NOTES[form](data)


def without_metadata(data: bytes, form: str, exif_data: bytes) -> bytes:
    """The same file without Exif, XMP, IPTC, texts, further pictures and data after its end.

    Colour profiles and everything else that affects how the pixels look stay. ``exif_data``: replaces the old Exif
    data; b"" for none. A file without metadata is returned as it is.
    """
    return _WITHOUT_METADATA[form](data, exif_data)
