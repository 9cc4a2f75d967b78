"""Pictures for tests: sound ones, broken ones, and headers that promise too much."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

from PIL import Image

SIDE = 256


@cache
def picture(number: int = 0, size: tuple[int, int] = (SIDE, SIDE)) -> Image.Image:
    """A small RGB picture with a gradient; different numbers give different ones."""
    horizontal = Image.linear_gradient("L").resize(size)
    vertical = horizontal.transpose(Image.Transpose.ROTATE_90).resize(size)
    return Image.merge("RGB", (horizontal, vertical, Image.new("L", size, number % 256)))


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


@cache
def png(number: int = 0, size: tuple[int, int] = (SIDE, SIDE)) -> bytes:
    return encoded(picture(number, size), compress_level=1)


@cache
def animation(form: str) -> bytes:
    frames = [picture().transpose(turn) for turn in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180)]
    return encoded(picture(), form, save_all=True, append_images=frames, duration=100)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def raw_png(width: int, height: int, *, depth: int = 8, colour_type: int = 2, rows: bytes = b"") -> bytes:
    """A PNG with any header and any (compressed) rows; colour types: 0 grey, 2 RGB, 4 grey and alpha, 6 RGBA."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png16(channels: int, colour_type: int) -> bytes:
    """A PNG with 16 bits per channel."""
    row = b"\0" + b"\x12\x34" * channels * SIDE
    return raw_png(SIDE, SIDE, depth=16, colour_type=colour_type, rows=row * SIDE)
