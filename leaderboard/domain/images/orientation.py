"""Rotates a picture as viewers do, by its Exif data."""

from __future__ import annotations

from PIL import Image

from leaderboard.domain.images.containers import exif
from leaderboard.domain.images.exif import Exif

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = frozenset(turn for orientation, turn in _TURNS.items() if orientation >= 5)


def turn_of(data: bytes, form: str) -> Image.Transpose | None:
    """The rotation that makes the picture upright; None if it already is. ``form`` is PNG, JPEG or WEBP."""
    return _TURNS.get(Exif(exif(data, form)).orientation)


def turned_size(size: tuple[int, int], turn: Image.Transpose | None) -> tuple[int, int]:
    """Width and height after the turn."""
    return (size[1], size[0]) if turn in _ON_ITS_SIDE else size


def turned(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    """The rotated picture; the same object if no rotation is needed."""
    return image if turn is None else image.transpose(turn)
