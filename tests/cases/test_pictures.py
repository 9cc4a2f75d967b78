"""Pictures as people have them, and what becomes of them."""

from __future__ import annotations

import base64
import io
import tomllib
import zlib
from typing import Any

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat, PngImagePlugin

from leaderboard.decoding import pictures
from leaderboard.domain.images.check import without_metadata
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
        turning[document["key"]] = document["image"].get("orientation", "stored")
    assert turning == {"q-judger-official": "stored", "q-judger": "exif", "pixel-baseline": "exif"}


# --- metadata ---------------------------------------------------------------------------------------------------------
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>J. Doe</dc:creator></x:xmpmeta>'
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def telling(form: str, *, orientation: int = 1) -> bytes:
    """A picture whose file tells everything that Salon warns of, and has a colour profile."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110] = "Camera & Sons", "Model 7"
    exif[0x8769] = {0xA431: "SN-0042"}
    exif[0x8825] = {1: "N", 2: (48.0, 8.0, 14.0), 3: "E", 4: (11.0, 34.0, 31.0)}
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add_text("parameters", "a prompt", zip=True)
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"xmp": XMP, "comment": b"a remark"},
        "PNG": {"pnginfo": texts, "transparency": (1, 2, 3)},
        "WEBP": {"xmp": XMP, "lossless": True},
    }
    return encoded(picture(50, (320, 256)), form, exif=exif, icc_profile=PROFILE, **options[form])


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_a_file_tells_is_found(form: str) -> None:
    assert pictures.inspect(telling(form)).metadata == ("location", "camera", "serial", "author")
    assert pictures.inspect(encoded(picture(), form, icc_profile=PROFILE)).metadata == ()


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_without_metadata_no_pixel_changes_and_colours_and_orientation_stay(form: str, orientation: int) -> None:
    data = telling(form, orientation=orientation)
    facts, clean = without_metadata(pictures.inspect(data), data)
    assert facts == pictures.inspect(clean)
    assert (facts.metadata, facts.byte_size) == ((), len(clean))
    before, after = opened(data), opened(clean)
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == PROFILE
    assert after.info.get("transparency") == before.info.get("transparency")
    assert dict(after.getexif()) == ({} if orientation == 1 else {0x0112: orientation})
    for secret in (b"Camera", b"SN-0042", b"J. Doe", b"remark", b"parameters"):
        assert secret not in clean
    assert without_metadata(facts, clean)[1] == clean


def test_the_second_picture_of_an_mpo_goes_with_the_metadata() -> None:
    data = encoded(picture(), "MPO", save_all=True, append_images=[picture(1)])
    _, clean = without_metadata(pictures.inspect(data), data)
    assert clean.count(b"\xff\xd9") == 1
    assert opened(clean).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_file_without_metadata_is_stored_as_it_came(form: str) -> None:
    data = encoded(picture(), form)
    assert without_metadata(pictures.inspect(data), data)[1] is data
