"""The measures move with what they are meant to measure, and with little else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFilter

from workers.standins.pixel_judge.detail import DetailMeasures, measure_detail


def textured(side: int = 512) -> Image.Image:
    """Many crisp discs of all greys: edges everywhere, and even areas between them."""
    rng = np.random.default_rng(7)
    picture = Image.new("L", (side, side), 128)
    draw = ImageDraw.Draw(picture)
    for x, y, radius, grey in rng.integers((0, 0, 4, 0), (side, side, 40, 256), size=(300, 4)):
        draw.ellipse((int(x - radius), int(y - radius), int(x + radius), int(y + radius)), fill=int(grey))
    return picture


def measured(picture: Image.Image, *, noise: float = 0.0) -> DetailMeasures:
    values: npt.NDArray[np.float64] = np.asarray(picture, dtype=np.float64)
    values = values + np.random.default_rng(1).normal(0, noise, values.shape)
    return measure_detail(np.clip(values + 0.5, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("sigma", [2.0, 5.0, 12.0])
def test_noise_is_measured_in_grey_levels_despite_edges(sigma: float) -> None:
    soft = textured().point([64 + grey // 2 for grey in range(256)])  # leaves room, so that nothing clips
    assert measured(soft, noise=sigma).noise == pytest.approx(sigma, rel=0.12)


def test_a_clean_picture_has_no_noise() -> None:
    assert measured(textured()).noise < 0.4


def test_an_enlarged_picture_lacks_fine_detail() -> None:
    crisp = textured()
    by_size = [
        measured(crisp.resize((side, side), Image.Resampling.LANCZOS).resize((512, 512), Image.Resampling.BICUBIC))
        for side in (512, 256, 128)
    ]
    details = [measures.fine_detail or 0.0 for measures in by_size]
    assert details[0] > 0.27 > details[1] > details[2]


def test_noise_does_not_pass_for_fine_detail() -> None:
    enlarged = textured(128).resize((512, 512), Image.Resampling.BICUBIC)
    assert (measured(enlarged, noise=8).fine_detail or 0.0) < 0.12


def test_blur_softens_edges_with_and_without_noise() -> None:
    crisp = textured()
    for noise in (0.0, 6.0):
        rises = [
            measured(crisp.filter(ImageFilter.GaussianBlur(radius)), noise=noise).edge_rise or 0.0
            for radius in (0, 1.2, 3)
        ]
        assert rises[0] > 0.56 > rises[1] > rises[2]
        assert rises[2] < 0.3


@pytest.mark.parametrize("size", [(512, 512), (16, 16), (17, 300), (129, 131)])
def test_a_plain_picture_of_any_size_tells_nothing_of_detail(size: tuple[int, int]) -> None:
    assert measured(Image.new("L", size, 90)) == DetailMeasures(0.0, None, None)
