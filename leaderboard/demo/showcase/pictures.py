"""The showcase's pictures, drawn by the sample generator's code in several processes.

Models of similar quality share a *style*, and with it their pictures, so that a thousand models need no more files than
a hundred. Imports neither Django nor models, so that the drawing processes start quickly.
"""

from __future__ import annotations

import io
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.domain.images.check import ImageFacts, inspect_image
from leaderboard.domain.images.redraw import rendition

SIDE = 384
_LEVELS, _HANDS = 12, 3
_JPEG_QUALITY = 90
_PICTURES_PER_MESSAGE = 2  # few, because whoever stops the showcase waits until those under way are drawn


@dataclass(frozen=True, slots=True)
class Style:
    """How good a picture is (0 to _LEVELS − 1), and which hand drew it: another hand draws another scene."""

    level: int
    hand: int


@dataclass(frozen=True, slots=True)
class Order:
    """A picture to be drawn."""

    style: Style
    prompt_key: str
    language: str
    text: str
    sides: tuple[int, ...]
    """The longer sides of the pages' copies, in px."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn picture as a file, and the pages' copies by their longer side in px."""

    order: Order
    facts: ImageFacts
    data: bytes
    renditions: dict[int, bytes]


def style_of(quality: float, rng: np.random.Generator) -> Style:
    """A style for a model of this quality (0 to 1)."""
    return Style(round(quality * (_LEVELS - 1)), int(rng.integers(_HANDS)))


def draw_all(orders: Iterable[Order], processes: int) -> Iterator[Drawn]:
    """Draw all pictures in several processes; yields them in order."""
    # Not forked: the parent's threads and database connections must not be copied.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_leave_ctrl_c_to_the_parent) as pool:
        yield from pool.map(draw, orders, chunksize=_PICTURES_PER_MESSAGE)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def draw(order: Order) -> Drawn:
    """Draw one picture. Equal orders give equal bytes."""
    quality = order.style.level / (_LEVELS - 1)
    picture = draw_picture(order.text, width=SIDE, height=SIDE, quality=quality, variant=order.style.hand)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    data = buffer.getvalue()
    copies = {side: rendition(data, max_side=side) for side in order.sides}
    return Drawn(order, inspect_image(data), data, copies)
