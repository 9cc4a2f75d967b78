"""The parts of which picture files consist: found without decoding, counted, and sorted by what they are for.

Decoders get the parts with pixels only. So texts, profiles and whatever else stands beside the pixels never decide
whether a picture is taken, and a file that is built to keep a decoder busy is refused before one sees it.
"""

from __future__ import annotations

from leaderboard.domain.images.containers import jpeg, png, webp

_PIXEL_DATA = {"PNG": png.pixel_data, "JPEG": jpeg.pixel_data, "WEBP": webp.pixel_data}
_EXIF = {"PNG": png.exif, "JPEG": jpeg.exif, "WEBP": webp.exif}
_NOTES = {"PNG": png.notes, "JPEG": jpeg.notes, "WEBP": webp.notes}
_WITHOUT_METADATA = {"PNG": png.without_metadata, "JPEG": jpeg.without_metadata, "WEBP": webp.without_metadata}


def pixel_data(data: bytes, form: str) -> bytes:
    """The same picture in a file without texts, profiles, further pictures and padding.

    ``form`` is PNG, JPEG or WEBP. A file that is damaged stays damaged: decoding it says how.

    Raises:
        ImageFault: TOO_COMPLEX, or ANIMATED for a PNG.
    """
    return _PIXEL_DATA[form](data)


def exif(data: bytes, form: str) -> bytes:
    """The Exif data of a file, b"" without any."""
    return _EXIF[form](data)


def notes(data: bytes, form: str) -> bytes:
    """What else a file says in words: XMP, IPTC and texts, with bytes of its structure between them."""
    return _NOTES[form](data)


def without_metadata(data: bytes, form: str, exif_data: bytes) -> bytes:
    """The same file without Exif, XMP, IPTC, texts, further pictures and whatever follows its end.

    Colour profiles and all else that decides how the pixels look stay. ``exif_data``: what is put in the old Exif
    data's place, b"" for nothing. A file without metadata is returned as it is.
    """
    return _WITHOUT_METADATA[form](data, exif_data)
