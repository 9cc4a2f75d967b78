"""A mesh of triangles, each in one colour, its nodes drawn towards the outlines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from leaderboard.demo.drawing.hands.pixels import floats, graded, lettered, picture, with_glows
from leaderboard.demo.drawing.raster import OVERSIZE, Layers

_NODES = 46


def low_poly(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Facets."""
    width, height = layers.size
    colour = with_glows(graded(floats(layers.colour), contrast=1.08, saturation=1.12), layers.glows, 0.8)
    triangles = _triangles(_nodes(layers, rng))
    centres = triangles.mean(axis=1)
    rows = np.clip(centres[:, 1].astype(int), 0, height - 1)
    columns = np.clip(centres[:, 0].astype(int), 0, width - 1)
    numbers = np.arange(len(triangles))
    lift = 1 + np.where(numbers % 2, 0.025, -0.02) + 0.015 * ((numbers * 7 + numbers // 90 * 13) % 5 - 2)
    rgbs = np.clip(colour[:, rows, columns].T * lift[:, None], 0, 255).astype(int).tolist()
    canvas = picture(colour)
    pen = ImageDraw.Draw(canvas)
    for corners, rgb in zip(triangles.reshape(-1, 6).tolist(), rgbs, strict=True):
        pen.polygon(corners, tuple(rgb))
    return picture(lettered(floats(canvas), layers))


def _triangles(nodes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(count, 3, 2): every cell of the mesh cut along one of its diagonals, in turn."""
    a, b, c, d = nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]
    odd = (np.add.outer(np.arange(a.shape[0]), np.arange(a.shape[1])) % 2 == 1)[..., None, None]
    first = np.where(odd, np.stack([a, b, c], axis=2), np.stack([a, b, d], axis=2))
    second = np.where(odd, np.stack([a, c, d], axis=2), np.stack([b, c, d], axis=2))
    return np.stack([first, second], axis=2).reshape(-1, 3, 2).astype(np.float32)


def _nodes(layers: Layers, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """(rows, columns, 2) positions in px: a jittered grid, each node moved onto the strongest outline in its cell."""
    width, height = layers.size
    step = min(width, height) / (_NODES - 1)
    columns, rows = round(width / step) + 1, round(height / step) + 1
    edges = Image.fromarray(layers.edges).reduce(OVERSIZE)
    strength = np.asarray(edges, dtype=np.float32)
    nodes = np.empty((rows, columns, 2), dtype=np.float32)
    jitter = rng.uniform(-0.3, 0.3, (rows, columns, 2)) * step
    cell_x, cell_y = width / (columns - 1), height / (rows - 1)
    half = max(1, int(step * 0.45))
    for row in range(rows):
        for column in range(columns):
            x, y = column * cell_x, row * cell_y
            if 0 < row < rows - 1 and 0 < column < columns - 1:
                left, top = max(0, int(x) - half), max(0, int(y) - half)
                window = strength[top : int(y) + half, left : int(x) + half]
                best = int(window.argmax())
                if window.flat[best] > 60:
                    x, y = left + best % window.shape[1], top + best // window.shape[1]
                else:
                    x, y = x + jitter[row, column, 0], y + jitter[row, column, 1]
            nodes[row, column] = x, y
    return nodes
