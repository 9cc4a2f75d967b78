"""Noise, real resolution and edge clarity, measured on full-size crops of a picture's lightness.

Everything is measured on at most 16 tiles of 128 × 128 px, spread evenly: scaling the picture down would destroy
what is measured here, and the whole picture would cost four times as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

TILE = 128
TILES_PER_SIDE = 4
MIN_EDGES = 60
"""Fewer edge pixels than this (of about 260,000 examined) say nothing about edges."""

_EDGE_STEP = 14.0  # grey levels across one pixel: the least that counts as an edge
_EDGE_NOISE_FACTOR = 7.5  # … which must also be this many sigmas of the noise
_PROFILE = 5  # pixels on either side of an edge over which its contrast is taken
_TRIMMED_MEAN = 0.7256  # mean size of normal values within three medians (2.02 sigma), in units of sigma
_WIDE = 4  # px per block in the second search for edges


@dataclass(frozen=True, slots=True)
class DetailMeasures:
    """``noise`` in grey levels (0–255); ``fine_detail`` and ``edge_rise`` are ratios, None if not measurable."""

    noise: float
    fine_detail: float | None
    edge_rise: float | None


def measure_detail(lightness: npt.NDArray[np.uint8]) -> DetailMeasures:
    """Measure one picture's lightness, (height, width), each side at least 16 px."""
    tiles = _tiles(lightness)
    sigmas = _tile_noise(tiles)
    noise = float(np.percentile(sigmas, 25))
    return DetailMeasures(noise, _fine_detail(tiles, noise), _edge_rise(tiles, noise))


def _tiles(lightness: npt.NDArray[np.uint8]) -> Floats:
    """(n, side, side) crops; a small picture has fewer, so that they overlap little."""
    height, width = lightness.shape
    side = min(TILE, height, width) & ~1
    tops, lefts = (
        np.linspace(0, length - side, min(TILES_PER_SIDE, -(-length // side))).astype(int) for length in (height, width)
    )
    crops = [lightness[top : top + side, left : left + side] for top in tops for left in lefts]
    return np.stack(crops).astype(np.float32)


def _tile_noise(tiles: Floats) -> Floats:
    """Standard deviation of the noise per tile, from the finest diagonal Haar coefficients.

    Edges and textures affect few of those coefficients and noise affects all, so those above three medians are left
    out. The caller takes a low percentile over the tiles, because texture fills whole tiles and noise spares none.
    """
    diagonal = tiles[:, ::2, ::2] - tiles[:, ::2, 1::2] - tiles[:, 1::2, ::2] + tiles[:, 1::2, 1::2]
    size = np.abs(diagonal) * np.float32(0.5)
    limit = np.maximum(np.median(size, axis=(1, 2), keepdims=True), 0.5) * 3
    is_noise = size <= limit
    sigmas: Floats = (size * is_noise).sum(axis=(1, 2)) / is_noise.sum(axis=(1, 2)) / np.float32(_TRIMMED_MEAN)
    return sigmas


def _fine_detail(tiles: Floats, noise: float) -> float | None:
    """Amplitude above half the Nyquist frequency as a share of that in the octave below, both without the noise.

    An enlarged picture has nothing there. None when the octave below is empty too: there is nothing to compare with.
    """
    side = tiles.shape[1]
    window, middle, high = _bands(side)
    centred = tiles - tiles.mean(axis=(1, 2), keepdims=True)
    power = np.abs(np.fft.rfft2(centred * window)) ** 2
    # White noise spreads its power evenly: sigma² per pixel, times the window's energy, per coefficient.
    floor = noise**2 * float((window**2).sum())
    in_middle = float(power[:, middle].mean()) - floor
    # The floor is an estimate; a fifth more is subtracted, so that noise does not count as detail.
    in_high = float(power[:, high].mean()) - 1.2 * floor
    if in_middle < 0.5 * float((window**2).sum()):  # less than 0.7 grey levels' worth of structure
        return None
    return float(np.sqrt(max(in_high, 0.0) / in_middle))


@lru_cache(maxsize=4)
def _bands(side: int) -> tuple[Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The Hann window and the masks of the two bands for square tiles; frequencies in cycles per pixel."""
    hann = np.hanning(side).astype(np.float32)
    rows, columns = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :]
    radius = np.hypot(rows, columns)
    return np.outer(hann, hann), (radius >= 0.125) & (radius < 0.25), (radius >= 0.25) & (radius < 0.5)


def _edge_rise(tiles: Floats, noise: float) -> float | None:
    """The share of an edge's contrast within its steepest pixel step, median over the edges; 1 is perfectly sharp.

    Edges too soft or too noisy to be found at full size are searched for in blocks of 4 px, and count a quarter.
    None when the picture has too few edges.
    """
    rises = _rises(tiles, noise)
    if rises.size >= MIN_EDGES:
        return float(np.median(rises))
    count, side = tiles.shape[0], tiles.shape[1] // _WIDE
    if side <= 2 * _PROFILE + 2:
        return None
    cropped = tiles[:, : side * _WIDE, : side * _WIDE]
    blocks = cropped.reshape(count, side, _WIDE, side, _WIDE).mean(axis=(2, 4))
    rises = _rises(blocks, noise / _WIDE)
    return float(np.median(rises)) / _WIDE if rises.size >= MIN_EDGES / _WIDE else None


def _rises(tiles: Floats, noise: float) -> Floats:
    return np.concatenate([_rises_along_rows(tiles, noise), _rises_along_rows(tiles.transpose(0, 2, 1), noise)])


def _rises_along_rows(tiles: Floats, noise: float) -> Floats:
    steps = np.abs(np.diff(tiles, axis=2))
    inner = steps[:, :, _PROFILE:-_PROFILE]
    threshold = max(_EDGE_STEP, _EDGE_NOISE_FACTOR * noise, float(np.percentile(inner, 99)))
    # A wide edge has many steep pixels; only the steepest one counts.
    peak = (inner >= steps[:, :, _PROFILE - 1 : -_PROFILE - 1]) & (
        inner > steps[:, :, _PROFILE + 1 : steps.shape[2] - _PROFILE + 1]
    )
    tile, row, column = np.nonzero((inner >= threshold) & peak)
    # Step c lies between pixels c and c + 1, so its profile runs from c - 4 to c + 5; +5 is the crop's offset.
    offsets = np.arange(1, 2 * _PROFILE + 1)
    profiles = tiles[tile[:, None], row[:, None], column[:, None] + offsets]
    contrast = profiles.max(axis=1) - profiles.min(axis=1) if tile.size else np.zeros(0, np.float32)
    rises: Floats = inner[tile, row, column] / np.maximum(contrast, 1.0)
    return rises
