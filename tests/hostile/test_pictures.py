"""Pictures that are built to do harm: each is refused cheaply, or taken at the cost of an ordinary one."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from leaderboard.decoding import pictures, pool
from leaderboard.decoding.jobs import Job
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from tests.hostile import picture_files as files
from tests.hostile.cost import cpu_s, cpu_within, largest_decoder_mib
from tests.leaderboard.domain.pictures import animation, encoded, picture, png, raw_png

CHEAP_S = 1.0
"""Refusing takes less than half of this on an ordinary machine; the rest is for slow ones."""


@pytest.fixture(autouse=True)
def _decoder_is_running() -> None:
    """What a decoder costs to start is not the input's cost."""
    pictures.inspect(png())


REFUSED: list[tuple[str, Callable[[], bytes], ImageFaultKind, str]] = [
    ("jpeg_of_3000_scans", lambda: files.scans(3000), ImageFaultKind.TOO_COMPLEX, "at most 100"),
    ("jpeg_of_90_large_scans", lambda: files.scans(90, 8000), ImageFaultKind.TOO_COMPLEX, "at most 15"),
    ("jpeg_of_a_million_exif_segments", files.exif_segments, ImageFaultKind.TOO_COMPLEX, "2,000 segments"),
    ("jpeg_of_millions_of_comments", files.comments, ImageFaultKind.TOO_COMPLEX, "2,000 segments"),
    ("jpeg_with_fill_bytes", files.fill_bytes, ImageFaultKind.TOO_COMPLEX, "65,536 fill bytes"),
    ("jpeg_with_fill_bytes_in_its_scan", files.fill_bytes_in_the_scan, ImageFaultKind.TOO_COMPLEX, "fill bytes"),
    ("jpeg_with_escaped_bytes", files.escaped_bytes_between_segments, ImageFaultKind.TOO_COMPLEX, "fill bytes"),
    ("jpeg_with_junk_between_segments", files.junk_between_segments, ImageFaultKind.TOO_COMPLEX, "fill bytes"),
    ("jpeg_with_two_frames", files.two_frames, ImageFaultKind.TOO_COMPLEX, "2 frame headers"),
    ("png_of_millions_of_chunks", files.empty_chunks, ImageFaultKind.TOO_COMPLEX, "50,000 chunks"),
    ("png_of_millions_of_pixel_chunks", files.empty_pixel_chunks, ImageFaultKind.TOO_COMPLEX, "50,000 chunks"),
    ("png_of_empty_blocks", files.empty_blocks, ImageFaultKind.UNDECODABLE, "decode"),
    ("png_of_two_billion_frames", files.two_billion_frames, ImageFaultKind.ANIMATED, "2147483647 frames"),
    ("png_that_promises_too_much", lambda: raw_png(50_000, 50_000), ImageFaultKind.TOO_LARGE, "64 megapixels"),
    ("webp_of_millions_of_chunks", files.webp_chunks, ImageFaultKind.TOO_COMPLEX, "1,000 chunks"),
    ("webp_that_promises_too_much", lambda: files.webp_that_promises(65_000), ImageFaultKind.TOO_LARGE, "megapixels"),
    ("webp_of_many_frames", files.webp_with_many_frames, ImageFaultKind.ANIMATED, "900 frames"),
]


@pytest.mark.parametrize(("build", "kind", "words"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_refused_for_next_to_nothing(build: Callable[[], bytes], kind: ImageFaultKind, words: str) -> None:
    data = build()
    with cpu_within(CHEAP_S), pytest.raises(ImageFault) as caught:
        pictures.inspect(data)
    assert caught.value.kind is kind
    assert words in str(caught.value)
    assert largest_decoder_mib() < 300


TAKEN: list[tuple[str, Callable[[], bytes]]] = [
    ("jpeg_with_31_mib_of_exif", files.large_exif_segments),
    ("jpeg_of_restart_markers", files.restart_markers),
    ("jpeg_with_an_endless_scan", files.endless_scan),
    ("png_text_of_a_gibibyte", files.text_of_a_gibibyte),
    ("png_profile_of_a_gibibyte", files.profile_of_a_gibibyte),
    ("png_texts_of_64_mib_each", files.international_texts),
    ("png_pixels_of_a_gibibyte", files.pixels_of_a_gibibyte),
    ("webp_with_31_mib_of_profile", files.webp_profile),
]


@pytest.mark.parametrize("build", [pytest.param(case[1], id=case[0]) for case in TAKEN])
def test_taken_for_what_its_pixels_cost(build: Callable[[], bytes]) -> None:
    data = build()
    with cpu_within(4 * CHEAP_S):
        facts = pictures.inspect(data)
        pictures.prepared_for_judge(data, max_side=1024)
        pictures.small_copy(data, max_side=320)
    assert (facts.width, facts.height) == (256, 256)
    assert largest_decoder_mib() < 300


def test_kind_unknown_bomb_is_stopped_at_its_cpu_limit() -> None:
    """No file that takes this long is known, so an honest large picture gets a limit that is too small for it."""
    data = encoded(Image.effect_noise((8000, 8000), 50).convert("RGB"), "JPEG", quality=30)
    before = cpu_s()
    with pytest.raises(ImageFault, match="more than 1 s of CPU time") as caught:
        pool.run(Job("prepare", data, 1, {"max_side": 8000}))
    assert caught.value.kind is ImageFaultKind.TOO_COSTLY
    assert cpu_s() - before < 3
    assert pictures.inspect(png()).width == 256


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not limit memory")
def test_kind_unknown_bomb_is_stopped_at_its_memory_limit() -> None:
    strip = raw_png(25_001, 256, rows=bytes((1 + 3 * 25_001) * 256))
    reply = pool.run(Job("prepare", strip, 30, {"max_side": 25_000}))
    assert reply.values["fault"] == ImageFaultKind.TOO_COSTLY
    assert "more memory than is allowed" in reply.values["message"]
    assert largest_decoder_mib() < 2100


SEEDS = [
    png(),
    raw_png(256, 256, rows=bytes((1 + 3 * 256) * 256)),
    encoded(picture().convert("P"), transparency=bytes(range(200))),
    animation("PNG"),
    encoded(picture(), "JPEG"),
    encoded(picture(), "JPEG", progressive=True, comment=b"a remark"),
    encoded(picture(), "MPO", save_all=True, append_images=[picture(1)]),
    encoded(picture(), "WEBP"),
    encoded(picture().convert("RGBA"), "WEBP", lossless=True, xmp=b"<x/>"),
    animation("WEBP"),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound file with pieces overwritten, taken out, repeated and moved."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, min(len(data), 700) - 1) | st.integers(0, len(data) - 1))
        length = draw(st.integers(1, 40))
        piece = data[at : at + length]
        match draw(st.sampled_from(["overwrite", "take", "repeat", "move", "cut"])):
            case "overwrite":
                data[at : at + length] = draw(st.binary(min_size=1, max_size=8))
            case "take":
                del data[at : at + length]
            case "repeat":
                data[at:at] = piece * draw(st.integers(1, 2000))
            case "move":
                to = draw(st.integers(0, len(data) - 1))
                data[to:to] = piece
            case _:
                del data[max(1, at) :]
        if not data:
            return b""
    return bytes(data)


@settings(max_examples=200, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_fuzzed_pictures_are_taken_or_refused_and_no_decoder_dies_or_toils(data: bytes) -> None:
    with cpu_within(CHEAP_S):
        try:
            pictures.inspect(data)
        except ImageFault as fault:
            assert fault.kind is not ImageFaultKind.TOO_COSTLY
            assert "crashed" not in str(fault)
            return
        copy = pictures.small_copy(data, max_side=320)
    assert Image.open(io.BytesIO(copy)).format == "WEBP"
