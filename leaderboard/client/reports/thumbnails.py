"""The pictures that an HTML report contains: the site's small renditions, within a limit for all of them together."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from PIL import Image

MOST_BYTES = 720_000
"""Of all pictures together; base64 makes them a third larger, so that the page stays below 1 MB."""

_SIDES = (320, 240, 160)


def within_limit(files: Mapping[int, bytes], most: int = MOST_BYTES) -> dict[int, bytes]:
    """The same pictures, made smaller if they are too large together."""
    if _total(files.values()) <= most:
        return dict(files)
    for side in _SIDES:
        smaller = {image: _smaller(data, side) for image, data in files.items()}
        if _total(smaller.values()) <= most:
            return smaller
    return {}


def _total(files: Iterable[bytes]) -> int:
    return sum(map(len, files))


def _smaller(data: bytes, side: int) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        reduced = picture.convert("RGB")
        reduced.thumbnail((side, side))
        out = io.BytesIO()
        reduced.save(out, "JPEG", quality=75, optimize=True)
    return out.getvalue()
