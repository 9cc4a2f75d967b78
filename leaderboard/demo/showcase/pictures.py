"""The showcase's pictures, drawn by the sample generator's code in several processes.

A model's *style* is its hand and its level of quality. Models with the same style share their pictures, so that a
thousand models need no more files than a hundred. Imports neither Django nor models, so that the drawing processes
start quickly.
"""

from __future__ import annotations

import io
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

from leaderboard.demo.drawing.hands.registry import HANDS
from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.domain.images.check import ImageFacts, inspect_image
from leaderboard.domain.images.redraw import rendition

SIDE = 384
LEVELS = (0.3, 0.62, 0.94)
"""The qualities that are drawn, from 0 to 1. Few, because every hand draws every prompt at each of them."""
_JPEG_QUALITY = 84
_PICTURES_PER_MESSAGE = 2  # few, because whoever stops the showcase waits until those under way are drawn


@dataclass(frozen=True, slots=True)
class Style:
    """How good a picture is (an index of LEVELS), the name of the hand that draws it, and which of its compositions."""

    level: int
    hand: str
    variant: int = 0


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


def style_of(quality: float, model: int) -> Style:
    """The style of the model with this number, at a quality from 0 to 1. A model keeps its hand from one attempt to the
    next; models with neighbouring numbers have different hands."""
    level = min(range(len(LEVELS)), key=lambda index: abs(LEVELS[index] - quality))
    names = tuple(HANDS)
    return Style(level, names[model % len(names)])


def styles_of(quality: float, model: int, samples: int) -> tuple[Style, ...]:
    """The style of each of a model's pictures of a prompt: the same with other compositions."""
    return tuple(replace(style_of(quality, model), variant=sample) for sample in range(samples))


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
    quality = LEVELS[order.style.level]
    style = order.style
    picture = draw_picture(order.text, width=SIDE, height=SIDE, quality=quality, variant=style.variant, hand=style.hand)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    data = buffer.getvalue()
    copies = {side: rendition(data, max_side=side) for side in order.sides}
    return Drawn(order, inspect_image(data), data, copies)
