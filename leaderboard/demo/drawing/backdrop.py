"""Sky, hills and ground of a picture, as an array of floats (height, width, 3) in sRGB values 0–255."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from leaderboard.demo.drawing.plan import GROUNDS, SHORE, Rgb, Scene, Terrain

Floats = npt.NDArray[np.float32]

_STROKES: dict[Terrain, tuple[int, int]] = {"meadow": (6, 1), "sand": (1, 7), "snow": (2, 5), "lake": (1, 12)}
"""Size of the ground's strokes, (down, across) in px of a picture of 512 px: grass is upright, ripples are flat."""
_ROUGHNESS: dict[Terrain, float] = {"meadow": 15.0, "sand": 8.0, "snow": 4.0, "lake": 10.0}


def paint_backdrop(scene: Scene, rng: np.random.Generator, *, width: int, height: int) -> Floats:
    """Paint everything except the things."""
    canvas = np.empty((height, width, 3), dtype=np.float32)
    edge = int(scene.horizon * height)
    canvas[:edge] = _sky(scene, rng, width=width, rows=edge, height=height)
    _hills(canvas, scene, rng, edge)
    canvas[edge:] = _ground(scene, rng, canvas[:edge], rows=height - edge)
    return canvas


def _colour(rgb: Rgb) -> Floats:
    return np.array(rgb, dtype=np.float32)


def _lit(scene: Scene, terrain: Terrain, *, at_night: float) -> Floats:
    """The ground's colour in the scene's light, darkened under stars."""
    colour = _colour(GROUNDS[terrain]) * _colour(scene.mood.light)
    return colour * np.float32((at_night if scene.mood.stars else 1.0) / 255)


def _soft_noise(rng: np.random.Generator, cells: tuple[int, int], shape: tuple[int, int]) -> Floats:
    """Smooth noise with (rows, columns) ``cells``, enlarged to ``shape`` (rows, columns)."""
    coarse = Image.fromarray(rng.standard_normal(cells, dtype=np.float32))
    enlarged: Floats = np.asarray(coarse.resize(shape[::-1], Image.Resampling.BICUBIC), dtype=np.float32)
    return enlarged


def _sky(scene: Scene, rng: np.random.Generator, *, width: int, rows: int, height: int) -> Floats:
    mood = scene.mood
    down = (np.linspace(0, 1, rows, dtype=np.float32) ** 1.3)[:, None, None]
    sky = _colour(mood.zenith) * (1 - down) + _colour(mood.horizon) * down + np.zeros((1, width, 1), np.float32)
    x = (np.arange(width, dtype=np.float32)[None, :] - scene.sun[0] * width) / height
    y = (np.arange(rows, dtype=np.float32)[:, None] - scene.sun[1] * height) / height
    distance = np.hypot(x, y)
    disc = np.clip((0.052 - distance) * height + 0.5, 0, 1)
    glow = np.exp(-distance * 5) * (0.3 if mood.stars else 0.6)
    # Cloud banks are wide and have ragged edges: two scales of noise, both flattened.
    banks = _soft_noise(rng, (8, 5), (rows, width)) + 0.45 * _soft_noise(rng, (30, 18), (rows, width))
    clouds = np.clip(banks * 0.6 - 0.3, 0, 1) * (0.2 if mood.stars else 0.7)
    sky += (_colour(mood.sun) - sky) * np.maximum(np.maximum(glow, disc), clouds * (1 - disc))[..., None]
    if mood.stars:
        _scatter_stars(sky, rng)
    return sky


def _scatter_stars(sky: Floats, rng: np.random.Generator) -> None:
    rows, width = sky.shape[:2]
    count = rows * width // 900
    row, column = rng.integers(rows, size=count), rng.integers(width, size=count)
    sky[row, column] += rng.uniform(40, 190, size=(count, 1)).astype(np.float32)


def _hills(canvas: Floats, scene: Scene, rng: np.random.Generator, edge: int) -> None:
    """Three ranges of hills before the sky; the farther they are, the closer is their colour to the sky's."""
    height, width = canvas.shape[:2]
    x = np.linspace(0, 1, width, dtype=np.float32)
    haze, near = _colour(scene.mood.horizon), _lit(scene, scene.terrain, at_night=1.0) * 0.42
    for layer, distance in enumerate((0.66, 0.4, 0.16)):
        ridge = np.zeros(width, dtype=np.float32)
        for octave in range(1, 6):
            frequency = octave * rng.uniform(1.2, 2.4)
            ridge += np.sin(x * np.float32(2 * np.pi * frequency) + rng.uniform(0, 6.3)) / octave**1.15
        top = edge - height * (0.125 - 0.036 * layer) * (1 + 0.42 * ridge)
        first = max(0, int(top.min()) - 1)
        rows = np.arange(first, edge, dtype=np.float32)[:, None]
        cover = np.clip(rows - top + 0.5, 0, 1)[..., None]
        # Mist gathers at the foot of each range.
        mist = np.clip((rows - first) / max(edge - first, 1), 0, 1)[..., None] * 0.3
        tone = near + (haze - near) * distance
        target = tone + (haze - tone) * mist
        canvas[first:edge] += (target - canvas[first:edge]) * cover


def _ground(scene: Scene, rng: np.random.Generator, above: Floats, *, rows: int) -> Floats:
    if scene.terrain != "lake":
        return _land(scene, scene.terrain, rng, (rows, above.shape[1]))
    water = _water(scene, rng, above, rows=rows)
    first = round(SHORE * (above.shape[0] + rows)) - above.shape[0]
    bank = _land(scene, "meadow", rng, (rows - first, above.shape[1]))
    x = np.linspace(0, 1, above.shape[1], dtype=np.float32)
    border = 0.04 * rows * (1 + np.sin(x * 9 + rng.uniform(0, 6)) * 0.6 + np.sin(x * 31) * 0.25)
    cover = np.clip(np.arange(rows - first, dtype=np.float32)[:, None] - border, 0, 1)[..., None]
    water[first:] += (bank - water[first:]) * cover
    return water


def _land(scene: Scene, terrain: Terrain, rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Ground of shape (rows, columns, 3) that fades with distance, with strokes that grow towards the viewer."""
    near = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    lit = _lit(scene, terrain, at_night=0.5)
    far = lit + (_colour(scene.mood.horizon) - lit) * 0.45
    fade = near ** np.float32(0.6)
    ground: Floats = far + (lit * 0.8 - far) * fade + np.zeros((1, shape[1], 1), np.float32)
    strokes = _strokes(terrain, rng, shape)
    ground += (strokes * (0.25 + 0.75 * near[..., 0]) + _soft_noise(rng, (9, 7), shape) * 5)[..., None]
    return ground


def _water(scene: Scene, rng: np.random.Generator, above: Floats, *, rows: int) -> Floats:
    """The mirror image of ``above``, cut into slices by ripples that grow towards the viewer."""
    near = np.linspace(0, 1, rows, dtype=np.float32)
    source = (1 - near) * (above.shape[0] - 1) + rng.standard_normal(rows) * near * rows * 0.06
    water: Floats = above[np.clip(source, 0, above.shape[0] - 1).astype(int)] * 0.86
    depth = _lit(scene, "lake", at_night=0.4)
    water += (depth - water) * (0.25 + 0.35 * near[:, None, None])
    water += (_strokes("lake", rng, (rows, above.shape[1])) * (0.3 + 0.7 * near[:, None]))[..., None]
    return water


def _strokes(terrain: Terrain, rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    down, across = _STROKES[terrain]
    scale = max(shape[1] / 512, 0.25)
    cells = (max(2, round(shape[0] / down / scale)), max(2, round(shape[1] / across / scale)))
    return _soft_noise(rng, cells, shape) * np.float32(_ROUGHNESS[terrain])
