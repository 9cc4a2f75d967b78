"""Redrawing checked pictures: as the judge's profile requires, and small for the pages."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from PIL import Image, ImageFile

from leaderboard.domain.images.check import form_of, load_pixels, open_picture
from leaderboard.domain.images.orientation import turn_of, turned
from leaderboard.domain.images.plain_png import pixels_only

THUMBNAIL_BYTES = 14 * 1024
"""The most that a thumbnail takes, so that a page of many stays small whatever the pictures show."""
_THUMBNAIL_SIDE, _QUALITY = 320, 86
_THUMBNAIL_STEPS = ((320, 72), (320, 54), (256, 54), (224, 44), (160, 30), (112, 20))
"""Longest side in px and quality, from what most pictures fit with to what pure noise fits with."""


@dataclass(frozen=True, slots=True)
class JudgeImage:
    """A picture as sent to the judge: RGB PNG in base64; ``distorted`` if the resize rule changed its aspect ratio."""

    png_base64: bytes
    distorted: bool


def prepare_for_judge(data: bytes, *, max_side: int, upright: bool = False) -> JudgeImage:
    """The official rule: to RGB without alpha compositing; when the longer side exceeds ``max_side``, resized to
    exactly ``max_side`` × ``max_side`` with Lanczos, whatever the aspect ratio. Lossless PNG, base64.

    ``data`` is a picture that inspect_image has taken. A plain PNG keeps its own encoding: writing one again would
    cost some 70 ms of CPU per megapixel for the same pixels. ``upright``: first rotated by its Exif data, which the
    official rule does not do.
    """
    plain = plain_for_judge(data, max_side=max_side, upright=upright)
    if plain is not None:
        return plain
    with open_picture(data) as opened:
        picture = _rgb(opened)
    if upright:
        picture = turned(picture, turn_of(data, form_of(data)))
    distorted = False
    if max(picture.size) > max_side:
        distorted = picture.width != picture.height
        picture = picture.resize((max_side, max_side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    # Level 1 costs a fifth of the default's time for a tenth more bytes; the pixels are the same.
    picture.save(buffer, "PNG", compress_level=1)
    return JudgeImage(base64.b64encode(buffer.getvalue()), distorted)


def plain_for_judge(data: bytes, *, max_side: int, upright: bool = False) -> JudgeImage | None:
    """The result of prepare_for_judge for a plain PNG, without decoding; None for other pictures."""
    plain = pixels_only(data, max_side=max_side)
    if plain is None or (upright and turn_of(data, "PNG") is not None):
        return None
    return JudgeImage(base64.b64encode(plain), distorted=False)


def _rgb(opened: ImageFile.ImageFile) -> Image.Image:
    load_pixels(opened)
    # Pillow would copy over a colour profile of megabytes, or a transparent colour with which writing a black-and-white
    # picture fails.
    opened.info = {}
    # Pillow converts RGB to RGB by a copy: another 244 MiB for the largest picture that is accepted.
    return opened if opened.mode == "RGB" else opened.convert("RGB")


def rendition(data: bytes, *, max_side: int) -> bytes:
    """A WebP copy for the pages, upright, at most ``max_side`` px on its longer side, without any metadata.

    One of at most 320 px is a thumbnail: it takes at most THUMBNAIL_BYTES, if need be with less detail.
    """
    with open_picture(data) as opened:
        opened.draft("RGB", (max_side, max_side))
        picture = _rgb(opened)
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = turned(picture, turn_of(data, form_of(data)))
    return _thumbnail(picture) if max_side <= _THUMBNAIL_SIDE else _webp(picture, _QUALITY)


def _thumbnail(picture: Image.Image) -> bytes:
    data = b""
    for side, quality in _THUMBNAIL_STEPS:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        data = _webp(picture, quality)
        if len(data) <= THUMBNAIL_BYTES:
            break
    return data


def _webp(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()
