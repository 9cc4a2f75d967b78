"""A plain PNG reaches the judge with its own pixel data; whatever is not plain is encoded anew, to the same pixels."""

from __future__ import annotations

import base64
import io
import random
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.images.containers.png import SIGNATURE
from leaderboard.domain.images.faults import ImageFault
from leaderboard.domain.images.plain_png import pixels_only
from leaderboard.domain.images.redraw import prepare_for_judge
from tests.leaderboard.domain.pictures import SIDE, animation, chunk, encoded, picture, png, raw_png

SIDES = st.integers(256, 330)
EXTRAS = [
    (b"tEXt", b"parameters\0secret prompt"),
    (b"gAMA", struct.pack(">I", 100_000)),
    (b"sRGB", b"\0"),
    (b"pHYs", struct.pack(">IIB", 1, 1, 1)),
    (b"tRNS", struct.pack(">HHH", 0, 0, 0)),
    (b"bKGD", struct.pack(">HHH", 9, 9, 9)),
    (b"eXIf", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"),  # "turn me by 90 degrees"
    (b"prVt", b"somebody's own"),
]


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def sent(data: bytes) -> bytes:
    return base64.b64decode(prepare_for_judge(data, max_side=1024).png_base64)


def with_chunks(data: bytes, extras: list[tuple[bytes, bytes]]) -> bytes:
    """The file with further chunks behind its header."""
    header = len(SIGNATURE) + 25
    return data[:header] + b"".join(chunk(kind, content) for kind, content in extras) + data[header:]


@settings(max_examples=60)
@given(
    size=st.tuples(SIDES, SIDES),
    seed=st.integers(0, 2**16),
    noise=st.booleans(),
    level=st.integers(1, 9),
    extras=st.lists(st.sampled_from(EXTRAS), unique=True),
)
def test_no_pixel_of_a_plain_picture_changes_and_nothing_else_is_sent(
    size: tuple[int, int], seed: int, noise: bool, level: int, extras: list[tuple[bytes, bytes]]
) -> None:
    image = Image.effect_noise(size, 40.0).convert("RGB") if noise else picture(seed, size)
    data = with_chunks(encoded(image, compress_level=level), extras)
    inspect_image(data)
    ready = decoded(sent(data))
    assert (ready.mode, ready.size, ready.info) == ("RGB", size, {})
    assert ready.tobytes() == image.tobytes()
    assert pixels_only(data, max_side=1024) == sent(data)


def test_what_holds_nothing_but_pixels_is_not_even_copied() -> None:
    data = png(3)
    assert pixels_only(data, max_side=1024) is data
    several = b"".join((data[:33], chunk(b"IDAT", data[41:100]), chunk(b"IDAT", data[100:-16]), data[-12:]))
    assert decoded(several).tobytes() == picture(3).tobytes()
    assert pixels_only(several, max_side=1024) is several


def interlaced() -> bytes:
    data = raw_png(SIDE, SIDE, rows=bytes((1 + 3 * SIDE) * SIDE))
    return data[:8] + chunk(b"IHDR", data[16:28] + b"\x01") + data[33:]


def with_wrong_checksum() -> bytes:
    data = bytearray(png(1))
    data[-13] ^= 1  # the last byte of the pixel data's checksum, which Pillow does not look at
    return bytes(data)


def with_palette() -> bytes:
    return with_chunks(png(1), [(b"PLTE", b"\1\2\3")])


def torn() -> bytes:
    """Pixel data on both sides of another chunk."""
    data = png(1)
    parts = chunk(b"IDAT", data[41:100]), chunk(b"tEXt", b"a\0b"), chunk(b"IDAT", data[100:-16])
    return b"".join((data[:33], *parts, data[-12:]))


OTHERS: dict[str, bytes] = {
    "alpha": encoded(picture(1).convert("RGBA")),
    "grey": encoded(picture(1).convert("L")),
    "palette": encoded(picture(1).convert("P")),
    "a palette beside RGB": with_palette(),
    "interlaced": interlaced(),
    "animated": animation("PNG"),
    "too large": png(1, (1025, 300)),
    "stored without care": encoded(picture(1), compress_level=0) + b"\0" * 4000,
    "a wrong checksum": with_wrong_checksum(),
    "torn": torn(),
    "no end": png(1)[:-12],
    "JPEG": encoded(picture(1), "JPEG"),
    "nothing": b"",
    "a signature": SIGNATURE,
}


@pytest.mark.parametrize("name", OTHERS)
def test_whatever_is_not_plain_is_not_passed_on(name: str) -> None:
    assert pixels_only(OTHERS[name], max_side=1024) is None


def test_a_still_picture_that_says_it_is_an_animation_of_one_is_encoded_anew() -> None:
    data = with_chunks(png(1), [(b"acTL", struct.pack(">II", 1, 0))])
    assert pixels_only(data, max_side=1024) is None


@settings(max_examples=150)
@given(st.data())
def test_damaged_files_that_are_taken_give_the_pixels_that_were_checked(data: st.DataObject) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("a", "b")
    options: dict[str, Any] = {"pnginfo": info}
    damaged = bytearray(encoded(picture(2), **options))
    for _ in range(data.draw(st.integers(1, 4))):
        near_the_start = st.integers(0, 120)
        damaged[data.draw(near_the_start | st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        inspect_image(bytes(damaged))
        pixels = decoded(bytes(damaged)).convert("RGB").tobytes()
    except (ImageFault, OSError, SyntaxError):
        return
    assert decoded(sent(bytes(damaged))).tobytes() == pixels


def test_a_file_of_countless_empty_chunks_is_walked_in_a_moment() -> None:
    noise = random.Random(1).randbytes(3 * 1024 * 200)
    rows = b"".join(b"\0" + noise[start : start + 3072] for start in range(0, len(noise), 3072)) + b"\0" * 3073 * 824
    data = raw_png(1024, 1024, rows=rows)
    full = data[:-12] + chunk(b"teXt", b"") * 49_000 + data[-12:]
    assert pixels_only(full, max_side=1024) == data
