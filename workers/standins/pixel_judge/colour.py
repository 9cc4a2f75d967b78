"""Colours, light and layout, measured on a small copy of a picture: they need no fine detail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from skimage.color import lab2lch, rgb2lab

from leaderboard.domain.colour_words import COLOURS, LchRegion

Floats = npt.NDArray[np.float64]

_HUE_BINS = 36
_NEUTRAL_CHROMA = 8.0  # below it a pixel has no hue worth counting
_GRID = 16  # cells per side for the visual weight


@dataclass(frozen=True, slots=True)
class ColourMeasures:
    """All are ratios except ``chroma`` (mean CIE chroma, 0–134). ``harmony`` is None for a picture without hues."""

    colour_shares: dict[str, float]
    chroma: float
    harmony: float | None
    tonal_range: float
    clipped: float
    imbalance: float
    focus: float


def measure_colour(small: npt.NDArray[np.uint8]) -> ColourMeasures:
    """Measure a small RGB copy, (height, width, 3), of about 128 px a side."""
    lch = lab2lch(rgb2lab(small))
    lightness, chroma, hue = lch[..., 0], lch[..., 1], np.degrees(lch[..., 2])
    imbalance, focus = _layout(lightness, chroma, hue)
    low, high = np.percentile(lightness, [2, 98])
    extremes = (small.max(axis=2) <= 3) | (small.min(axis=2) >= 252)
    return ColourMeasures(
        colour_shares={colour.name: float(_within(colour.region, lightness, chroma, hue).mean()) for colour in COLOURS},
        chroma=float(chroma.mean()),
        harmony=_harmony(chroma, hue),
        tonal_range=float(high - low) / 100,
        clipped=float(extremes.mean()),
        imbalance=imbalance,
        focus=focus,
    )


def _within(region: LchRegion, lightness: Floats, chroma: Floats, hue: Floats) -> npt.NDArray[np.bool_]:
    start, end = region.hue
    inside: npt.NDArray[np.bool_] = (
        (lightness >= region.lightness[0])
        & (lightness <= region.lightness[1])
        & (chroma >= region.chroma[0])
        & (chroma <= region.chroma[1])
        & ((hue - start) % 360 <= end - start)
    )
    return inside


def _harmony(chroma: Floats, hue: Floats) -> float | None:
    """The largest share of the hues (weighted by chroma) that one classic scheme covers, at any rotation.

    The schemes: neighbours (110° in one piece), opposites (80° and 50° across), a triad (three times 40°).
    """
    coloured = chroma >= _NEUTRAL_CHROMA
    if coloured.mean() < 0.02:
        return None
    weights, _ = np.histogram(hue[coloured] % 360, bins=_HUE_BINS, range=(0, 360), weights=chroma[coloured])
    schemes = np.zeros((3, _HUE_BINS))
    schemes[0, :11] = 1
    schemes[1, :8] = schemes[1, 19:24] = 1
    schemes[2, :4] = schemes[2, 12:16] = schemes[2, 24:28] = 1
    turned = np.stack([np.roll(weights, turn) for turn in range(_HUE_BINS)])
    return float((turned @ schemes.T).max() / weights.sum())


def _layout(lightness: Floats, chroma: Floats, hue: Floats) -> tuple[float, float]:
    """Where the visual weight lies: how far its centre is from the picture's (0 to 0.7 of a side), and which share of
    it the heaviest fifth of the cells holds (0.2 where nothing stands out).

    Weight is the distance in Lab from the row's median, so a plain sky over a plain ground weighs nothing.
    """
    lab = np.stack([lightness, chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))], axis=2)
    distance = np.linalg.norm(lab - np.median(lab, axis=1, keepdims=True), axis=2)
    height, width = (side // _GRID * _GRID for side in distance.shape)
    cells = distance[:height, :width].reshape(_GRID, height // _GRID, _GRID, width // _GRID).mean(axis=(1, 3))
    total = float(cells.sum())
    if total < _GRID * _GRID * 0.5:  # half a Lab unit per cell is invisible
        return 0.0, 0.2
    centres = (np.arange(_GRID) + 0.5) / _GRID - 0.5
    offset = np.hypot(cells.sum(axis=0) @ centres, cells.sum(axis=1) @ centres) / total
    heaviest = np.sort(cells, axis=None)[-(_GRID * _GRID // 5) :]
    return float(offset), float(heaviest.sum()) / total
