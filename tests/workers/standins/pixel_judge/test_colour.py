"""Colour, light and layout on pictures whose answer is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.workers.standins.chat import png
from workers.standins.pixel_judge.colour import measure_colour
from workers.standins.pixel_judge.measures import UnreadablePictureError, measure_picture

Pixels = npt.NDArray[np.uint8]


def hues(*degrees: int) -> Pixels:
    """Equal upright stripes of strong hues, 128 px a side."""
    stripes = np.zeros((128, 128, 3), dtype=np.uint8)
    stripes[..., 1:] = 200
    for index, chosen in enumerate(degrees):
        stripes[:, 128 * index // len(degrees) :, 0] = chosen * 255 // 360
    bands = [Image.fromarray(stripes[..., band]) for band in range(3)]
    return np.asarray(Image.merge("HSV", bands).convert("RGB"))


def test_neighbouring_hues_are_in_harmony_and_a_rainbow_is_not() -> None:
    neighbours, rainbow = measure_colour(hues(20, 35, 50)), measure_colour(hues(*range(0, 360, 30)))
    assert neighbours.harmony == 1.0
    assert rainbow.harmony is not None
    assert rainbow.harmony < 0.7


def test_a_grey_picture_has_no_harmony() -> None:
    assert measure_colour(np.full((128, 128, 3), 99, dtype=np.uint8)).harmony is None


def test_light_spans_the_tonal_range_and_clips_at_its_ends() -> None:
    ramp = np.repeat(np.linspace(10, 245, 128).astype(np.uint8)[:, None], 128, axis=1)
    evenly = measure_colour(np.stack([ramp] * 3, axis=2))
    burnt = measure_colour(np.full((128, 128, 3), 255, dtype=np.uint8))
    assert evenly.tonal_range > 0.85
    assert evenly.clipped == 0
    assert burnt.tonal_range == 0
    assert burnt.clipped == 1


def test_a_subject_in_the_middle_is_balanced_and_one_in_a_corner_is_not() -> None:
    middle = np.full((128, 128, 3), 180, dtype=np.uint8)
    corner = middle.copy()
    middle[44:84, 44:84] = (200, 30, 30)
    corner[:40, :40] = (200, 30, 30)
    assert measure_colour(middle).imbalance < 0.02
    assert measure_colour(corner).imbalance > 0.4
    assert measure_colour(middle).focus > 0.9


def test_the_share_of_a_colour_is_its_area() -> None:
    picture = Image.new("RGB", (400, 400), (40, 92, 204))
    picture.paste((204, 32, 40), (0, 0, 100, 400))
    shares = measure_picture(png(picture)).colour.colour_shares
    assert shares["red"] == pytest.approx(0.25, abs=0.01)
    assert shares["blue"] == pytest.approx(0.75, abs=0.01)
    assert shares["green"] == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cannot identify"),
        (b"not a picture", "cannot identify"),
        (png(Image.new("RGB", (64, 64)))[:60], "does not decode"),
        (png(Image.new("RGB", (15, 600))), "15×600 px; at least 16×16"),
        (png(Image.new("1", (8192, 4096))), "at most 16777216 pixels"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(UnreadablePictureError, match=message):
        measure_picture(data)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "I;16", "1"])
def test_pictures_of_any_mode_are_measured(mode: str) -> None:
    assert measure_picture(png(Image.new(mode, (300, 200)))).width == 300
