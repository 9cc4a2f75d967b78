"""The parts of which picture files consist: found without decoding, counted, and sorted by what they are for.

Decoders get the parts with pixels only. So texts, profiles and whatever else stands beside the pixels never decide
whether a picture is taken, and a file that is built to keep a decoder busy is refused before one sees it.
"""

from __future__ import annotations

from leaderboard.domain.images.containers import jpeg, png, webp

_PIXEL_DATA = {"PNG": png.pixel_data, "JPEG": jpeg.pixel_data, "WEBP": webp.pixel_data}
_EXIF = {"PNG": png.exif, "JPEG": jpeg.exif, "WEBP": webp.exif}


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
