"""The complete check of an untrusted picture, within limits, before any other code reads it."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, replace

from PIL import Image, ImageFile

from leaderboard.domain.images.containers import pixel_data
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.images.metadata import metadata_of, stripped
from leaderboard.domain.images.orientation import turn_of, turned_size

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
"""How a file of each format begins. Formats that are not accepted are listed so that a message can name them.

They never reach a decoder: of Pillow's more than forty decoders, only three see untrusted data.
"""

# Set once for the process: silencing Pillow's warning around each call would change the filters of all threads.
# Pillow warns above this, which _check_header refuses anyway, and raises above twice as much, before the WebP
# decoder allocates its canvas.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """The facts of a checked picture. ``format`` is PNG, JPEG or WEBP; sizes are in bytes and, upright, in pixels.

    ``metadata``: values of ``Metadata``.
    """

    sha256: str
    format: str
    mode: str
    width: int
    height: int
    byte_size: int
    metadata: tuple[str, ...] = ()


def inspect_image(data: bytes) -> ImageFacts:
    """Check a picture completely: size in bytes, format, dimensions, frames, and that every pixel decodes.

    Raises:
        ImageFault: with its kind; the dimensions are checked before any pixel is decoded.
    """
    check_byte_size(data)
    with open_picture(data) as image:
        _check_header(image)
        load_pixels(image)
        width, height = turned_size(image.size, turn_of(data, str(image.format)))
        return ImageFacts(
            sha256=hashlib.sha256(data).hexdigest(),
            format=str(image.format),
            mode=image.mode,
            width=width,
            height=height,
            byte_size=len(data),
            metadata=metadata_of(data, str(image.format)),
        )


def without_metadata(facts: ImageFacts, data: bytes) -> tuple[ImageFacts, bytes]:
    """A checked picture with the same pixels and no metadata, and its facts."""
    data = stripped(data, facts.format)
    return replace(facts, sha256=hashlib.sha256(data).hexdigest(), byte_size=len(data), metadata=()), data


def check_byte_size(data: bytes) -> None:
    """Raises ImageFault when a file is too large."""
    if len(data) > MAX_BYTES:
        raise ImageFault(
            ImageFaultKind.TOO_MANY_BYTES,
            f"{len(data) / 2**20:.1f} MiB; at most {MAX_BYTES // 2**20} MiB are accepted",
        )


def form_of(data: bytes) -> str:
    """PNG, JPEG or WEBP, by the first bytes of a file.

    Raises:
        ImageFault: when the file has another format.
    """
    form = next((name for name, signature in _SIGNATURES.items() if signature.match(data)), None)
    if form is None:
        raise ImageFault(ImageFaultKind.UNDECODABLE, "not a picture; a PNG, JPEG or WebP file is expected")
    if form not in FORMATS:
        raise ImageFault(ImageFaultKind.WRONG_FORMAT, f"the file's format is {form}; PNG, JPEG or WebP is expected")
    return form


def open_picture(data: bytes) -> ImageFile.ImageFile:
    """Open a PNG, JPEG or WebP file without decoding its pixels, and without its other content.

    Of several pictures in a JPEG file (MPO: both eyes, or a picture and its preview), the first one is opened.

    Raises:
        ImageFault: when the file has another format or cannot be opened.
    """
    form = form_of(data)
    try:
        return Image.open(io.BytesIO(pixel_data(data, form)), formats=(form,))
    except ImageFault:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # the warning: under "-W error"
        raise ImageFault(
            ImageFaultKind.TOO_LARGE, f"too many pixels; at most {MAX_PIXELS // 10**6} megapixels are accepted"
        ) from error
    except Exception as error:  # Pillow raises many kinds of exceptions for damaged files; see load_pixels
        raise ImageFault(ImageFaultKind.UNDECODABLE, f"a damaged {form} picture; it cannot be opened") from error


def load_pixels(image: ImageFile.ImageFile) -> None:
    """Decode every pixel.

    Raises:
        ImageFault: when that fails.
    """
    try:
        image.load()
    except MemoryError as error:
        raise ImageFault(
            ImageFaultKind.TOO_COSTLY,
            "decoding it takes more memory than is allowed; save it as a plain PNG",
        ) from error
    except Exception as error:
        # Pillow documents no set of exceptions: its decoders raise OSError, SyntaxError and ValueError on damaged
        # files, and others in other versions. A picture that cannot be decoded can be neither judged nor shown.
        raise ImageFault(ImageFaultKind.UNDECODABLE, f"the picture does not decode: {error}") from error


def _check_header(image: ImageFile.ImageFile) -> None:
    size = f"image is {image.width}×{image.height} px"
    if min(image.size) < MIN_SIDE:
        raise ImageFault(ImageFaultKind.TOO_SMALL, f"{size}; at least {MIN_SIDE}×{MIN_SIDE} is needed")
    if image.width * image.height > MAX_PIXELS:
        raise ImageFault(ImageFaultKind.TOO_LARGE, f"{size}; at most {MAX_PIXELS // 10**6} megapixels are accepted")
    if image.mode not in MODES:
        # CMYK has no unique RGB meaning, and 16-bit grey would be clipped to white in RGB.
        raise ImageFault(
            ImageFaultKind.WRONG_MODE, f"a picture in mode {image.mode}; save it as 8-bit RGB, RGBA or grey"
        )
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        raise ImageFault(ImageFaultKind.ANIMATED, f"an animation of {frames} frames; a single picture is expected")
