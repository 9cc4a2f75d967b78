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
    nodes = _nodes(layers, rng)
    canvas = picture(colour)
    pen = ImageDraw.Draw(canvas)
    for row in range(nodes.shape[0] - 1):
        for column in range(nodes.shape[1] - 1):
            a, b, c, d = nodes[row, column], nodes[row, column + 1], nodes[row + 1, column + 1], nodes[row + 1, column]
            pairs = ((a, b, c), (a, c, d)) if (row + column) % 2 else ((a, b, d), (b, c, d))
            for n, corners in enumerate(pairs):
                x, y = sum(corner[0] for corner in corners) / 3, sum(corner[1] for corner in corners) / 3
                rgb = colour[min(height - 1, max(0, int(y))), min(width - 1, max(0, int(x)))]
                lift = 1.0 + (0.025 if n else -0.02) + 0.03 * ((row * 7 + column * 13) % 5 - 2) / 2
                pen.polygon(
                    [(float(px), float(py)) for px, py in corners],
                    tuple(int(min(255.0, max(0.0, v * lift))) for v in rgb),
                )
    return picture(lettered(floats(canvas), layers))


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
                left, top = int(x) - half, int(y) - half
                window = strength[top : top + 2 * half, left : left + 2 * half]
                best = int(window.argmax())
                if window.flat[best] > 60:
                    x, y = left + best % window.shape[1], top + best // window.shape[1]
                else:
                    x, y = x + jitter[row, column, 0], y + jitter[row, column, 1]
            nodes[row, column] = x, y
    return nodes
