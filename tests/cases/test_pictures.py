"""Pictures as people have them, and what becomes of them."""

from __future__ import annotations

import base64
import io
import zlib

import pytest
from PIL import Image

from leaderboard.decoding import pictures
from tests.leaderboard.domain.pictures import chunk, encoded, picture, png


def with_chunk(kind: bytes, content: bytes) -> bytes:
    data = png()
    return data[:33] + chunk(kind, content) + data[33:]


@pytest.mark.parametrize(
    "data",
    [
        with_chunk(b"iCCP", b"wide profile\0\0" + zlib.compress(bytes(4_000_000))),
        with_chunk(b"zTXt", b"workflow\0\0" + zlib.compress(b"{}" * 4_000_000)),
        with_chunk(b"iTXt", b"prompt\0\1\0\0\0" + zlib.compress(b"{}" * 4_000_000)),
        with_chunk(b"tEXt", b"parameters\0" + b"x" * 4_000_000),
        with_chunk(b"zTXt", b"broken\0\0" + b"no zlib at all"),
        with_chunk(b"eXIf", b"no Exif at all"),
    ],
    ids=["profile", "packed text", "packed international text", "long text", "broken text", "broken Exif"],
)
def test_a_png_is_taken_whatever_stands_beside_its_pixels(data: bytes) -> None:
    assert pictures.inspect(data).width == 256
    sent = base64.b64decode(pictures.prepared_for_judge(data, max_side=1024).png_base64)
    assert sent == png()


def test_of_several_pictures_in_a_jpeg_the_first_is_taken() -> None:
    red, blue = (Image.new("RGB", (256, 300), colour) for colour in ("red", "blue"))
    data = encoded(red, "MPO", save_all=True, append_images=[blue])
    facts = pictures.inspect(data)
    assert (facts.format, facts.width, facts.height) == ("JPEG", 256, 300)
    copy = Image.open(io.BytesIO(pictures.small_copy(data, max_side=320))).convert("RGB")
    pixel = copy.getpixel((100, 100))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert pixel[2] < 50


def test_a_jpeg_with_a_large_profile_and_comments_is_taken() -> None:
    data = encoded(picture(), "JPEG", icc_profile=bytes(3_000_000), comment=b"x" * 60_000, progressive=True)
    assert pictures.inspect(data).format == "JPEG"
