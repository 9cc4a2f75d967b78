"""Pictures from outside: checked in full under limits, prepared for the judge, and redrawn for the pages."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageFile

from leaderboard.domain.plain_png import pixels_only

MAX_BYTES = 32 * 1024 * 1024
MIN_SIDE = 256
MAX_PIXELS = 64_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX")

_SIGNATURES = {
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "GIF": re.compile(rb"GIF8[79]a"),
    "BMP": re.compile(rb"BM.{4}\0{4}", re.DOTALL),
    "TIFF": re.compile(rb"II[*+]\0|MM\0[*+]"),
    "AVIF": re.compile(rb".{4}ftypavi[fs]", re.DOTALL),
    "HEIC": re.compile(rb".{4}ftyp(hei[cx]|mif1)", re.DOTALL),
    "JPEG 2000": re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"),
    "JPEG XL": re.compile(rb"\0\0\0\x0cJXL |\xff\x0a"),
    "PSD": re.compile(rb"8BPS"),
    "DDS": re.compile(rb"DDS "),
}
"""How a file of each format begins. Those that are not taken are here to be named, and never reach a decoder: of
Pillow's forty-odd only three see what comes from outside."""

# Set once for the process: silencing Pillow's warning around each call would change the filters of all threads.
# Pillow warns above this, which _check_header refuses anyway, and raises above twice as much, before the WebP
# decoder allocates its canvas.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class ImageFaultKind(StrEnum):
    """What is wrong with a picture; a bundle's report groups by it."""

    TOO_MANY_BYTES = "too_many_bytes"
    UNDECODABLE = "undecodable"
    WRONG_FORMAT = "wrong_format"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    ANIMATED = "animated"
    WRONG_MODE = "wrong_mode"


class ImageFault(ValueError):
    """A picture that cannot be taken; the message says what it is and what is expected."""

    def __init__(self, kind: ImageFaultKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of a checked picture. ``format`` is PNG, JPEG or WEBP; sizes in pixels and bytes."""

    sha256: str
    format: str
    mode: str
    width: int
    height: int
    byte_size: int


@dataclass(frozen=True, slots=True)
class JudgeImage:
    """A picture as the judge gets it: RGB PNG in base64; ``distorted`` when the resize rule changed its aspect."""

    png_base64: bytes
    distorted: bool


def inspect_image(data: bytes) -> ImageFacts:
    """Check a picture completely: size in bytes, format, dimensions, frames, and that every pixel decodes.

    Raises:
        ImageFault: with its kind; the dimensions are checked before any pixel is decoded.
    """
    if len(data) > MAX_BYTES:
        raise ImageFault(
            ImageFaultKind.TOO_MANY_BYTES,
            f"{len(data) / 2**20:.1f} MiB; at most {MAX_BYTES // 2**20} MiB are taken",
        )
    with _open(data) as image:
        _check_header(image)
        _load(image)
        return ImageFacts(
            sha256=hashlib.sha256(data).hexdigest(),
            format=str(image.format),
            mode=image.mode,
            width=image.width,
            height=image.height,
            byte_size=len(data),
        )


def _open(data: bytes) -> ImageFile.ImageFile:
    form = next((name for name, signature in _SIGNATURES.items() if signature.match(data)), None)
    if form is None:
        raise ImageFault(ImageFaultKind.UNDECODABLE, "not a picture; a PNG, JPEG or WebP file is expected")
    if form not in FORMATS:
        raise _wrong_format(form)
    try:
        return Image.open(io.BytesIO(data), formats=(form,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # the warning: under "-W error"
        raise ImageFault(
            ImageFaultKind.TOO_LARGE, f"too many pixels; at most {MAX_PIXELS // 10**6} megapixels are taken"
        ) from error
    except Exception as error:  # whatever it is: see _load
        raise ImageFault(ImageFaultKind.UNDECODABLE, f"a damaged {form} picture; it cannot be opened") from error


def _load(image: ImageFile.ImageFile) -> None:
    """Decode every pixel."""
    try:
        image.load()
    except Exception as error:
        # Pillow promises no set of exceptions: its decoders raise OSError, SyntaxError and ValueError on damaged files,
        # and others with another version or another file. A picture at which any of them fails can be neither judged
        # nor shown.
        raise ImageFault(ImageFaultKind.UNDECODABLE, f"the picture does not decode: {error}") from error


def _wrong_format(form: str | None) -> ImageFault:
    return ImageFault(ImageFaultKind.WRONG_FORMAT, f"the file's format is {form}; PNG, JPEG or WebP is expected")


def _check_header(image: ImageFile.ImageFile) -> None:
    if image.format not in FORMATS:  # such as MPO: several pictures behind each other that begin as a JPEG does
        raise _wrong_format(image.format)
    size = f"image is {image.width}×{image.height} px"
    if min(image.size) < MIN_SIDE:
        raise ImageFault(ImageFaultKind.TOO_SMALL, f"{size}; at least {MIN_SIDE}×{MIN_SIDE} is needed")
    if image.width * image.height > MAX_PIXELS:
        raise ImageFault(ImageFaultKind.TOO_LARGE, f"{size}; at most {MAX_PIXELS // 10**6} megapixels are taken")
    if image.mode not in MODES:
        # CMYK has no one RGB meaning, and 16-bit grey would be clipped to white on its way to RGB.
        raise ImageFault(
            ImageFaultKind.WRONG_MODE, f"a picture in mode {image.mode}; save it as 8-bit RGB, RGBA or grey"
        )
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        raise ImageFault(ImageFaultKind.ANIMATED, f"an animation of {frames} frames; a single picture is expected")


def prepare_for_judge(data: bytes, *, max_side: int) -> JudgeImage:
    """The official rule: to RGB without alpha compositing; when the longer side exceeds ``max_side``, resized to
    exactly ``max_side`` × ``max_side`` with Lanczos, whatever the aspect ratio. Lossless PNG, base64.

    ``data`` is a picture that inspect_image has taken. A plain PNG keeps its own encoding: writing one again would cost
    some 70 ms of CPU per megapixel for the same pixels.
    """
    plain = pixels_only(data, max_side=max_side)
    if plain is not None:
        return JudgeImage(base64.b64encode(plain), distorted=False)
    with _open(data) as opened:
        picture = _rgb(opened)
    distorted = False
    if max(picture.size) > max_side:
        distorted = picture.width != picture.height
        picture = picture.resize((max_side, max_side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    # Level 1 costs a fifth of the default's time for a tenth more bytes; the pixels are the same.
    picture.save(buffer, "PNG", compress_level=1)
    return JudgeImage(base64.b64encode(buffer.getvalue()), distorted)


def _rgb(opened: ImageFile.ImageFile) -> Image.Image:
    opened.load()
    # Without what Pillow would carry on from the file: a colour profile of megabytes, or a transparent colour, at
    # which the writing of a black-and-white picture fails.
    opened.info = {}
    # Pillow would convert RGB to RGB by a copy: another 244 MiB for the largest picture that is taken.
    return opened if opened.mode == "RGB" else opened.convert("RGB")


def rendition(data: bytes, *, max_side: int) -> bytes:
    """A WebP copy for the pages, at most ``max_side`` px on its longer side, without any metadata."""
    with _open(data) as opened:
        opened.draft("RGB", (max_side, max_side))
        picture = _rgb(opened)
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=86, method=2)
    return buffer.getvalue()
