"""Pictures from outside are checked in full before anything trusts them, and prepared by one rule."""

from __future__ import annotations

import base64
import hashlib
import io
import random
import resource
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from leaderboard.domain.images.check import MAX_BYTES, inspect_image
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.images.redraw import THUMBNAIL_BYTES, prepare_for_judge, rendition
from tests.leaderboard.domain.pictures import animation, encoded, picture, png, png16, raw_png


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def prepared(data: bytes, max_side: int = 1024) -> Image.Image:
    return decoded(base64.b64decode(prepare_for_judge(data, max_side=max_side).png_base64))


def webp_canvas(width: int, height: int) -> bytes:
    """An animated WebP of small frames whose header promises any size."""
    data = animation("WEBP")
    return data[:24] + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + data[30:]


def with_everything_attached(form: str) -> bytes:
    """A picture that carries Exif, XMP, a colour profile and texts."""
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "secret prompt")
    info.add_itxt("XML:com.adobe.xmp", "<x>secret editor</x>")
    extra: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": info},
        "JPEG": {"comment": "secret remark", "xmp": b"secret"},
        "WEBP": {"xmp": b"secret"},
    }
    return encoded(picture(5, (640, 480)), form, exif=exif, icc_profile=profile, **extra[form])


# --- checking ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "form", "mode"),
    [
        pytest.param(png(), "PNG", "RGB", id="PNG"),
        pytest.param(encoded(picture(), "JPEG"), "JPEG", "RGB", id="JPEG"),
        pytest.param(encoded(picture(), "JPEG", progressive=True), "JPEG", "RGB", id="progressive JPEG"),
        pytest.param(
            encoded(picture(), "MPO", save_all=True, append_images=[picture(1)]), "JPEG", "RGB", id="two in a JPEG"
        ),
        pytest.param(encoded(picture(), "WEBP"), "WEBP", "RGB", id="WebP"),
        pytest.param(encoded(picture().convert("RGBA"), "WEBP", lossless=True), "WEBP", "RGB", id="opaque WebP"),
        pytest.param(encoded(picture().convert("RGBA")), "PNG", "RGBA", id="with alpha"),
        pytest.param(encoded(picture().convert("P")), "PNG", "P", id="palette"),
        pytest.param(encoded(picture().convert("L")), "PNG", "L", id="grey"),
        pytest.param(encoded(picture().convert("1")), "PNG", "1", id="black and white"),
        pytest.param(png16(3, 2), "PNG", "RGB", id="16-bit RGB, of which Pillow reads the upper half"),
    ],
)
def test_a_sound_picture_is_described(data: bytes, form: str, mode: str) -> None:
    facts = inspect_image(data)
    assert (facts.format, facts.mode, facts.width, facts.height) == (form, mode, 256, 256)
    assert (facts.byte_size, facts.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        pytest.param(encoded(picture().convert("CMYK"), "JPEG"), ImageFaultKind.WRONG_MODE, "CMYK", id="CMYK JPEG"),
        pytest.param(png16(1, 0), ImageFaultKind.WRONG_MODE, "8-bit", id="16-bit grey"),
        pytest.param(animation("PNG"), ImageFaultKind.ANIMATED, "3 frames", id="animated PNG"),
        pytest.param(animation("WEBP"), ImageFaultKind.ANIMATED, "3 frames", id="animated WebP"),
        pytest.param(encoded(picture(), "GIF"), ImageFaultKind.WRONG_FORMAT, "GIF", id="GIF"),
        pytest.param(encoded(picture(), "BMP"), ImageFaultKind.WRONG_FORMAT, "BMP", id="BMP"),
        pytest.param(encoded(picture(), "TIFF"), ImageFaultKind.WRONG_FORMAT, "TIFF", id="TIFF"),
        pytest.param(encoded(picture(), "AVIF"), ImageFaultKind.WRONG_FORMAT, "AVIF", id="AVIF"),
        pytest.param(
            encoded(picture(), "AVIF").replace(b"pitm", b"none"), ImageFaultKind.WRONG_FORMAT, "AVIF", id="damaged AVIF"
        ),
        pytest.param(encoded(picture(), "JPEG2000"), ImageFaultKind.WRONG_FORMAT, "JPEG 2000", id="JPEG 2000"),
        pytest.param(
            b"DDS " + (124).to_bytes(4, "little") + bytes(120), ImageFaultKind.WRONG_FORMAT, "DDS", id="damaged DDS"
        ),
        pytest.param(png()[: len(png()) // 2], ImageFaultKind.UNDECODABLE, "decode", id="half a PNG"),
        pytest.param(encoded(picture(), "JPEG")[:2000], ImageFaultKind.UNDECODABLE, "decode", id="half a JPEG"),
        pytest.param(encoded(picture(), "WEBP")[:200], ImageFaultKind.UNDECODABLE, "picture", id="half a WebP"),
        pytest.param(png()[:100] + b"\xff" + png()[101:], ImageFaultKind.UNDECODABLE, "decode", id="a flipped byte"),
        pytest.param(raw_png(256, 256), ImageFaultKind.UNDECODABLE, "decode", id="no pixels"),
        pytest.param(b"just text", ImageFaultKind.UNDECODABLE, "PNG, JPEG or WebP", id="text"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg'/>", ImageFaultKind.UNDECODABLE, "not a picture", id="SVG"
        ),
        pytest.param(b"", ImageFaultKind.UNDECODABLE, "not a picture", id="nothing"),
        pytest.param(b"BMW and other makes", ImageFaultKind.UNDECODABLE, "not a picture", id="text like a BMP"),
        pytest.param(png()[:8], ImageFaultKind.UNDECODABLE, "damaged PNG", id="a signature only"),
        pytest.param(png(0, (17, 9)), ImageFaultKind.TOO_SMALL, "17×9 px; at least 256×256", id="tiny"),
        pytest.param(png(0, (2000, 255)), ImageFaultKind.TOO_SMALL, "2000×255", id="a side too small"),
        pytest.param(raw_png(8001, 8000), ImageFaultKind.TOO_LARGE, "8001×8000 px", id="65 megapixels"),
        pytest.param(raw_png(50_000, 50_000), ImageFaultKind.TOO_LARGE, "megapixels", id="2,500 megapixels"),
        pytest.param(raw_png(2**31 - 1, 2**31 - 1), ImageFaultKind.TOO_LARGE, "megapixels", id="as large as can be"),
        pytest.param(raw_png(256, 400_000), ImageFaultKind.TOO_LARGE, "256×400000", id="a long strip"),
        pytest.param(webp_canvas(8001, 8000), ImageFaultKind.TOO_LARGE, "8001×8000 px", id="65 megapixels of WebP"),
        pytest.param(webp_canvas(65_000, 65_000), ImageFaultKind.TOO_LARGE, "megapixels", id="too much WebP"),
        pytest.param(b"\x89PNG" + b"\0" * MAX_BYTES, ImageFaultKind.TOO_MANY_BYTES, "at most 32 MiB", id="many bytes"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_wrong_is_told_by_kind_and_in_words(data: bytes, kind: ImageFaultKind, words: str) -> None:
    with pytest.raises(ImageFault) as caught:
        inspect_image(data)
    assert caught.value.kind is kind
    assert words in str(caught.value)


def test_too_many_pixels_are_too_large_also_where_warnings_are_errors() -> None:
    with pytest.raises(ImageFault, match="64 megapixels") as caught:
        inspect_image(raw_png(8001, 8000))
    assert caught.value.kind is ImageFaultKind.TOO_LARGE


def test_checking_in_many_threads_leaves_the_filters_of_warnings_alone() -> None:
    before, interval = list(warnings.filters), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            checks = [threads.submit(inspect_image, raw_png(17, 9)) for _ in range(2000)]
    finally:
        sys.setswitchinterval(interval)
    assert all(isinstance(check.exception(), ImageFault) for check in checks)
    assert list(warnings.filters) == before


@pytest.mark.parametrize("promise", [raw_png(50_000, 50_000), webp_canvas(65_000, 65_000)], ids=["PNG", "WebP"])
def test_a_promise_of_too_many_pixels_costs_no_memory(promise: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ImageFault):
        inspect_image(promise)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB; the pixels would be 7.5 GB


def test_a_picture_of_exactly_the_smallest_size_is_taken() -> None:
    assert inspect_image(png(0, (256, 256))).width == 256


SEEDS = [
    png(),
    encoded(picture(), "JPEG"),
    encoded(picture(), "WEBP"),
    encoded(picture().convert("P"), transparency=bytes(range(200))),
    animation("PNG"),
    with_everything_attached("PNG"),
    with_everything_attached("JPEG"),
]


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's remarks on damaged metadata
@settings(max_examples=150)
@given(st.sampled_from(SEEDS), st.data())
def test_a_damaged_picture_is_taken_or_refused_and_never_crashes(seed: bytes, data: st.DataObject) -> None:
    damaged = bytearray(seed[: data.draw(st.integers(0, len(seed)) | st.just(len(seed)))])
    for _ in range(data.draw(st.integers(0, 6)) if damaged else 0):
        near_the_start = st.integers(0, min(len(damaged), 400) - 1)
        damaged[data.draw(near_the_start | st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        inspect_image(bytes(damaged))
    except ImageFault:
        return
    # What was taken can be judged and shown.
    assert prepared(bytes(damaged)).mode == "RGB"
    assert decoded(rendition(bytes(damaged), max_side=64)).format == "WEBP"


# --- for the judge ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("size", "expected", "distorted"),
    [
        ((1024, 1024), (1024, 1024), False),
        ((1024, 300), (1024, 300), False),
        ((300, 1024), (300, 1024), False),
        ((1025, 300), (1024, 1024), True),
        ((300, 1025), (1024, 1024), True),
        ((1200, 1200), (1024, 1024), False),
        ((1025, 1024), (1024, 1024), True),
    ],
)
def test_above_1024_a_picture_becomes_a_square_and_is_flagged_when_that_distorts_it(
    size: tuple[int, int], expected: tuple[int, int], distorted: bool
) -> None:
    ready = prepare_for_judge(png(0, size), max_side=1024)
    assert ready.distorted is distorted
    assert prepared(png(0, size)).size == expected


def test_up_to_1024_no_pixel_changes() -> None:
    assert prepared(png(7, (900, 500))).tobytes() == picture(7, (900, 500)).tobytes()


def test_alpha_is_dropped_and_not_composited() -> None:
    invisible = Image.merge("RGBA", (*picture(9).split(), Image.new("L", (256, 256), 0)))
    ready = prepared(encoded(invisible))
    assert ready.mode == "RGB"
    assert ready.tobytes() == picture(9).tobytes()


@pytest.mark.parametrize(
    ("mode", "transparency"),
    [("P", bytes(range(200))), ("P", 3), ("L", 5), ("RGB", (1, 2, 3)), ("1", 1), ("LA", None), ("RGBA", None)],
)
def test_a_transparent_colour_of_any_mode_neither_fails_nor_stays(mode: str, transparency: object) -> None:
    source = picture(3).convert(mode)
    options: dict[str, Any] = {} if transparency is None else {"transparency": transparency}
    ready = prepared(encoded(source, **options))
    assert ready.tobytes() == source.convert("RGB").tobytes()
    assert "transparency" not in ready.info


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_judge_gets_pixels_and_nothing_else(form: str) -> None:
    data = with_everything_attached(form)
    png_bytes = base64.b64decode(prepare_for_judge(data, max_side=1024).png_base64)
    assert b"secret" not in png_bytes
    assert decoded(png_bytes).info == {}


def test_preparing_twice_gives_the_same_bytes() -> None:
    data = encoded(picture(4, (1500, 700)), "JPEG")
    assert prepare_for_judge(data, max_side=1024) == prepare_for_judge(data, max_side=1024)


PREPARE_AND_TELL_THE_PEAK = """
import io, sys
from pathlib import Path
from PIL import Image
from leaderboard.domain.images.redraw import prepare_for_judge

def peak_mib():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

buffer = io.BytesIO()
Image.new("RGB", (256, 256)).save(buffer, "PNG")
prepare_for_judge(buffer.getvalue(), max_side=1024)
data = sys.stdin.buffer.read()
before = peak_mib()
prepare_for_judge(data, max_side=1024)
print(peak_mib() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_a_large_picture_is_in_memory_once_while_it_is_prepared() -> None:
    command = [sys.executable, "-c", PREPARE_AND_TELL_THE_PEAK]
    data = encoded(Image.new("RGB", (5000, 5000)), compress_level=1)
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    pixels_mib = 5000 * 5000 * 4 / 2**20  # Pillow spends four bytes on each
    assert pixels_mib < float(done.stdout) < 1.5 * pixels_mib


# --- for the pages ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_rendition_carries_no_metadata(form: str) -> None:
    small = rendition(with_everything_attached(form), max_side=320)
    assert b"secret" not in small
    shown = decoded(small)
    assert (shown.format, shown.size) == ("WEBP", (320, 240))
    assert not shown.getexif()
    assert "icc_profile" not in shown.info


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1000, 500), (320, 160)), ((256, 5000), (16, 320)), ((300, 280), (300, 280)), ((256, 20_000), (4, 320))],
)
def test_a_rendition_keeps_the_aspect_within_its_longest_side_and_never_grows(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    for form in ("PNG", "JPEG"):
        assert decoded(rendition(encoded(picture(0, size), form), max_side=320)).size == expected


def test_a_thumbnail_of_pure_noise_is_as_small_as_any_other() -> None:
    noise = Image.frombytes("RGB", (320, 160), random.Random(1).randbytes(320 * 160 * 3))  # no secret
    thumbnail = rendition(encoded(noise), max_side=320)
    width, height = decoded(thumbnail).size
    assert len(thumbnail) <= THUMBNAIL_BYTES
    assert width == 2 * height
