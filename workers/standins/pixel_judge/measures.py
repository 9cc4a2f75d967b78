"""All measurements of one picture, from its file's bytes. Pure: equal bytes give equal measurements."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, UnidentifiedImageError

from workers.standins.pixel_judge.colour import ColourMeasures, measure_colour
from workers.standins.pixel_judge.detail import DetailMeasures, measure_detail

MIN_SIDE = 16
MAX_PIXELS = 4096 * 4096
_SMALL = (128, 128)


class UnreadablePictureError(ValueError):
    """The bytes are not a picture that can be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class PictureMeasures:
    """What is measured of one picture, independently of its prompt. Sizes in pixels."""

    sha256: str
    width: int
    height: int
    detail: DetailMeasures
    colour: ColourMeasures


def measure_picture(data: bytes) -> PictureMeasures:
    """Decode a picture file and measure it.

    Raises:
        UnreadablePictureError: not a picture, smaller than 16 px on a side, or more than 16.7 megapixels.
    """
    picture = _decode(data)
    # `reduce` averages fast and keeps the aspect ratio; its exact size does not matter, resize() follows.
    factor = (max(1, picture.width // (2 * _SMALL[0])), max(1, picture.height // (2 * _SMALL[1])))
    small = picture.reduce(factor).resize(_SMALL, Image.Resampling.BOX)
    return PictureMeasures(
        sha256=hashlib.sha256(data).hexdigest(),
        width=picture.width,
        height=picture.height,
        detail=measure_detail(np.asarray(picture.convert("L"))),
        colour=measure_colour(np.asarray(small)),
    )


def _decode(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Our own limit is checked below, before any pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data))
        _check_size(opened.width, opened.height)
        return opened.convert("RGB")
    except UnidentifiedImageError as error:
        raise UnreadablePictureError("cannot identify image file") from error
    except Image.DecompressionBombError as error:
        raise UnreadablePictureError(str(error)) from error
    except UnreadablePictureError:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadablePictureError(f"image does not decode: {error}") from error


def _check_size(width: int, height: int) -> None:
    if min(width, height) < MIN_SIDE:
        raise UnreadablePictureError(f"image is {width}×{height} px; at least {MIN_SIDE}×{MIN_SIDE} is needed")
    if width * height > MAX_PIXELS:
        raise UnreadablePictureError(f"image is {width}×{height} px; at most {MAX_PIXELS} pixels are measured")
