"""Pictures as people have them, and what becomes of them."""

from __future__ import annotations

import base64
import io
import tomllib
import zlib
from typing import Any

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageOps, ImageStat

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


# --- pictures that lie on their side ----------------------------------------------------------------------------------
def lying(form: str, orientation: int) -> bytes:
    """A picture of 320×256 px whose Exif data say how viewers turn it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, dict[str, Any]] = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}, "PNG": {}}
    return encoded(picture(50, (320, 256)), form, exif=exif, **options[form])


def as_viewers_show_it(data: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")


def as_the_judge_gets_it(data: bytes, *, upright: bool) -> Image.Image:
    ready = pictures.prepared_for_judge(data, max_side=1024, upright=upright)
    assert not ready.distorted
    return Image.open(io.BytesIO(base64.b64decode(ready.png_base64)))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_described_shown_and_judged_as_viewers_turn_it(form: str, orientation: int) -> None:
    data = lying(form, orientation)
    shown = as_viewers_show_it(data)
    facts = pictures.inspect(data)
    assert (facts.width, facts.height) == shown.size
    assert as_the_judge_gets_it(data, upright=True).tobytes() == shown.tobytes()
    copy = Image.open(io.BytesIO(pictures.small_copy(data, max_side=320))).convert("RGB")
    assert copy.size == shown.size
    assert max(ImageStat.Stat(ImageChops.difference(copy, shown)).mean) < 4


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_profiles_of_the_official_preparation_judge_the_pixels_as_they_are_stored(form: str) -> None:
    lain, upright = lying(form, 6), lying(form, 1)
    stored = as_the_judge_gets_it(lain, upright=False)
    assert stored.size == (320, 256)
    assert stored.tobytes() == as_the_judge_gets_it(upright, upright=False).tobytes()


def test_which_shipped_profiles_turn_pictures() -> None:
    turning = {}
    for path in sorted((settings.SALON_PROMPTS / "judges").glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        turning[document["key"], document["version"]] = document["image"].get("orientation", "stored")
    assert turning["q-judger-official", "2"] == "stored"
    assert turning["q-judger", "3"] == turning["pixel-baseline", "3"] == "exif"
