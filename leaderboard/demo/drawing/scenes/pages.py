"""Pictures that are not one scene: comics and storyboards, screens, charts, sheets, posters and pack shots."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from leaderboard.demo.drawing.colour_words import COLOURS_BY_NAME
from leaderboard.demo.drawing.reading.reading import Mention, Reading
from leaderboard.demo.drawing.scenes.casting import Item, Slips, cast
from leaderboard.demo.drawing.scenes.composition import compose
from leaderboard.demo.drawing.scenes.indoors import page, studio
from leaderboard.demo.drawing.scenes.scene import AIRS, LETTERS, MIDDLE, NEAR, Lettering, Panel, Scene, Shape, Sketch
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed

_INK: Rgb = (38, 34, 46)
_LABELLED = ("box", "tin", "sign", "bottle", "shop", "screen", "book", "sheet", "bus", "crate")


def plan_picture(reading: Reading, aspect: float, rng: np.random.Generator, slips: Slips) -> Scene:
    """The plan of a whole picture."""
    if reading.layout == "panels":
        return _panels(reading, aspect, rng, slips)
    if reading.layout == "screen":
        return _screen(reading, aspect, rng, slips)
    if reading.layout == "chart":
        return _chart(reading, aspect, rng, slips)
    if reading.layout == "sheet":
        return _sheet(reading, aspect, rng, slips)
    return _single(reading, aspect, rng, slips)


def _single(reading: Reading, aspect: float, rng: np.random.Generator, slips: Slips) -> Scene:
    labelled = any(mention.subject in _LABELLED for mention in reading.mentions)
    headlines = bool(reading.texts) and (reading.is_poster or not labelled)
    sketch = compose(reading, aspect, rng, slips, room_above=0.18 if headlines else 0.0)
    if headlines:
        _headlines(sketch, reading)
    elif reading.texts:
        _label(sketch, reading)
    return sketch.scene()


def _headlines(sketch: Sketch, reading: Reading) -> None:
    """The first text large at the top, the others below it and at the foot, each on a band where it is busy."""
    a = sketch.aspect
    top = sketch.sky[0][1]
    rgb: Rgb = _INK if sum(top) > 380 else (255, 250, 236)
    if sketch.air.is_night or sum(top) <= 380:
        rgb = (255, 236, 190)
    for n, text in enumerate(reading.texts[:3]):
        if n == 0:
            sketch.letterings.append(Lettering(text, a / 2, 0.1, 0.12, a * 0.9, rgb))
        else:
            y = 0.95 - 0.075 * (n - 1)
            sketch.over.append(_rect(a * 0.12, y - 0.038, a * 0.88, y + 0.038, (250, 244, 228)))
            sketch.letterings.append(Lettering(text, a / 2, y, 0.055, a * 0.72, _INK))


def _label(sketch: Sketch, reading: Reading) -> None:
    """A label in front of the thing that carries the lettering."""
    a, texts = sketch.aspect, reading.texts[:3]
    middle = a / 2
    if reading.vertical:
        sketch.over.append(_rect(middle - 0.075, 0.34, middle + 0.075, 0.76, (250, 243, 226)))
        sketch.letterings.append(Lettering(texts[0], middle, 0.53, 0.36, 0.12, (150, 40, 40), vertical=True))
        return
    height = 0.1 * len(texts)
    top = 0.1
    sketch.over.append(_rect(a * 0.14 - 0.014, top - 0.014, a * 0.86 + 0.014, top + height + 0.034, (120, 82, 54)))
    board = _board_colour(reading)
    sketch.over.append(_rect(a * 0.14, top, a * 0.86, top + height + 0.02, board))
    rgb: Rgb = (248, 214, 130) if sum(board) < 380 else _INK
    for n, text in enumerate(texts):
        sketch.letterings.append(Lettering(text, middle, top + 0.06 + 0.1 * n, 0.072, a * 0.66, rgb))


def _board_colour(reading: Reading) -> Rgb:
    for mention in reading.mentions:
        if mention.subject in _LABELLED and mention.colours:
            return mixed(COLOURS_BY_NAME[mention.colours[-1]].rgb, (20, 20, 30), 0.3)
    return (250, 243, 226)


def _rect(left: float, top: float, right: float, bottom: float, rgb: Rgb, depth: int = LETTERS - 10) -> Shape:
    return Shape(((left, top), (right, top), (right, bottom), (left, bottom)), rgb, 0.0, depth)


def _panels(reading: Reading, aspect: float, rng: np.random.Generator, slips: Slips) -> Scene:
    sketch = Sketch(aspect, AIRS["indoors"], rng)
    page(sketch, (250, 248, 240))
    columns = max(1, reading.columns)
    rows = math.ceil(len(reading.panels) / columns)
    gap = 0.022
    width, height = (aspect - gap * (columns + 1)) / columns, (1 - gap * (rows + 1)) / rows
    # The same people in every panel: each is drawn with the same seed.
    seed = int(rng.integers(1 << 30))
    for n, panel in enumerate(reading.panels):
        left, top = gap + (n % columns) * (width + gap), gap + (n // columns) * (height + gap)
        if n == len(reading.panels) - 1 and len(reading.panels) % columns:
            width = aspect - gap - left
        scene = compose(panel, width / height, np.random.default_rng(seed), slips).scene()
        sketch.panels.append(Panel((left, top, left + width, top + height), scene))
        frame = ((left, top), (left + width, top), (left + width, top + height), (left, top + height), (left, top))
        sketch.over.append(Shape(frame, _INK, 0.007, LETTERS))
        if panel.texts:
            _balloon(sketch, panel.texts[0], left, top, width, height)
    return sketch.scene()


def _balloon(sketch: Sketch, text: str, left: float, top: float, width: float, height: float) -> None:
    """A speech balloon or caption in the upper part of a panel."""
    x, y = left + width * 0.5, top + height * 0.15
    across, down = width * 0.42, height * 0.115
    outline = [(x + across * math.cos(a) * 1.0, y + down * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 32)]
    tail = (
        (x + across * 0.2, y + down * 0.8),
        (x + across * 0.34, y + down * 2.0),
        (x + across * 0.44, y + down * 0.7),
    )
    sketch.over += [
        Shape(tuple(outline), (255, 255, 252), 0.0, LETTERS),
        Shape((*outline, outline[0]), _INK, 0.004, LETTERS),
        Shape(tail, (255, 255, 252), 0.0, LETTERS),
    ]
    sketch.letterings.append(Lettering(text, x, y, down * 1.1, across * 1.6, _INK))


def _heroes(reading: Reading, count: int) -> list[Mention]:
    """The mentions that make good pictures of their own."""
    wanted = [mention for mention in reading.mentions if mention.subject not in ("sheet", "shop", "door", "cloth")]
    return (wanted or list(reading.mentions))[:count]


def _screen(reading: Reading, aspect: float, rng: np.random.Generator, slips: Slips) -> Scene:
    """An app: a bar with a title, a picture, cards with texts, and a button."""
    colours = [COLOURS_BY_NAME[name].rgb for mention in reading.mentions for name in mention.colours]
    colours += [COLOURS_BY_NAME[name].rgb for name in reading.loose]
    main: Rgb = next((rgb for rgb in colours if 150 < sum(rgb) < 600), (38, 98, 140))
    accent: Rgb = next((rgb for rgb in colours[::-1] if rgb != main and sum(rgb) < 640), (236, 140, 60))
    sketch = Sketch(aspect, AIRS["day"], rng)
    page(sketch, (244, 245, 242))
    texts = list(reading.texts) or [""]
    sketch.box(main, 0, 0, aspect, 0.13, MIDDLE, lit=False)
    sketch.letterings.append(Lettering(texts[0], aspect / 2, 0.068, 0.068, aspect * 0.8, (255, 255, 255)))
    inner = compose(reading, (aspect - 0.08) / 0.42, rng, slips).scene()
    sketch.panels.append(Panel((0.04, 0.16, aspect - 0.04, 0.58), inner))
    cards = max(2, min(3, len(texts) - 2))
    width = (aspect - 0.04 * (cards + 1)) / cards
    for n, item in enumerate(_shown(reading, rng, slips, cards)):
        left = 0.04 + n * (width + 0.04)
        sketch.over += [
            _rect(left + 0.006, 0.622, left + width + 0.006, 0.828, (206, 208, 206)),
            _rect(left, 0.614, left + width, 0.82, (255, 255, 255)),
        ]
        _icon(sketch, item, left + width / 2, 0.775, min(0.13, 0.8 * width / item.width))
        if len(texts) > n + 1:
            sketch.letterings.append(Lettering(texts[n + 1], left + width / 2, 0.797, 0.03, width * 0.9, _INK))
    sketch.over.append(_rect(0.04, 0.86, aspect - 0.04, 0.96, accent))
    sketch.letterings.append(
        Lettering(texts[-1] if len(texts) > 1 else "▶", aspect / 2, 0.91, 0.05, aspect * 0.8, (255, 255, 255))
    )
    return sketch.scene()


def _shown(reading: Reading, rng: np.random.Generator, slips: Slips, count: int) -> list[Item]:
    """One item per mention, repeated until there are ``count``."""
    singles: dict[int, Item] = {}
    for item in cast(reading, rng, slips):
        singles.setdefault(item.group, item)
    items = list(singles.values()) or cast(
        Reading((Mention("star", 1, (), frozenset()),), None, "day", "eye", "scene", False, (), False, None, ()),
        rng,
        slips,
    )
    return [items[n % len(items)] for n in range(count)]


def _icon(sketch: Sketch, item: Item, x: float, foot: float, height: float) -> None:
    """An item above the panels."""
    before = len(sketch.shapes)
    sketch.subject(item.subject, item.look, x, foot, height, 220, item.paints, shadow=False)
    sketch.over += sketch.shapes[before:]
    del sketch.shapes[before:]


def _chart(reading: Reading, aspect: float, rng: np.random.Generator, slips: Slips) -> Scene:
    """Pictures joined by arrows, in a ring or a row, each with its label."""
    sketch = Sketch(aspect, AIRS["indoors"], rng)
    ground = COLOURS_BY_NAME[reading.ground].rgb if reading.ground else (250, 246, 234)
    page(sketch, ground)
    ink: Rgb = _INK if sum(ground) > 380 else (244, 238, 220)
    texts = list(reading.texts)
    count = min(4, max(3, len(texts), len(_heroes(reading, 4))))
    items = _shown(reading, rng, slips, count)
    title = texts.pop(0) if len(texts) > count else None
    if title:
        sketch.letterings.append(Lettering(title, aspect / 2, 0.07, 0.08, aspect * 0.9, ink))
    arrow = next((COLOURS_BY_NAME[name].rgb for name in reading.loose), (84, 140, 96))
    centres = _ring(aspect, count) if count == 4 else [(aspect * (n + 0.5) / count, 0.5) for n in range(count)]
    radius = 0.17 if count == 4 else min(0.2, 0.44 * aspect / count)
    for (x, y), (to_x, to_y) in zip(centres, [*centres[1:], centres[0]], strict=True):
        if count == 4 or to_x > x:
            _arrow(sketch, arrow, (x, y), (to_x, to_y), radius)
    for n, ((x, y), item) in enumerate(zip(centres, items, strict=True)):
        tint = mixed(item.paints["main"], (255, 252, 240), 0.72)
        disc = [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 40)]
        sketch.fill(tint, disc, MIDDLE, lit=False)
        sketch.fill(ink, [*disc, disc[0]], MIDDLE, 0.005, lit=False)
        sketch.subject(
            item.subject,
            item.look,
            x,
            y + radius * 0.72,
            min(radius * 1.4, radius * 1.7 / item.width),
            NEAR,
            item.paints,
            shadow=False,
        )
        if n < len(texts):
            sketch.letterings.append(Lettering(texts[n], x, min(0.965, y + radius + 0.035), 0.045, radius * 2.3, ink))
    return sketch.scene()


def _ring(aspect: float, count: int) -> list[tuple[float, float]]:
    return [
        (aspect / 2 + (aspect / 2 - 0.2) * math.sin(a), 0.49 - 0.27 * math.cos(a))
        for a in (n * 2 * math.pi / count for n in range(count))
    ]


def _arrow(sketch: Sketch, rgb: Rgb, start: tuple[float, float], end: tuple[float, float], clear: float) -> None:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    reach = max(0.03, length - 2 * clear - 0.04)
    middle = (start[0] + dx / 2, start[1] + dy / 2)
    tail, tip = (
        (middle[0] - ux * reach / 2, middle[1] - uy * reach / 2),
        (middle[0] + ux * reach / 2, middle[1] + uy * reach / 2),
    )
    sketch.fill(rgb, [tail, tip], MIDDLE - 4, 0.022, lit=False)
    size = 0.034
    sketch.fill(
        rgb,
        [
            (tip[0] + ux * size, tip[1] + uy * size),
            (tip[0] - uy * size, tip[1] + ux * size),
            (tip[0] + uy * size, tip[1] - ux * size),
        ],
        MIDDLE - 4,
        lit=False,
    )


def _sheet(reading: Reading, aspect: float, rng: np.random.Generator, slips: Slips) -> Scene:
    """The same kind of thing several times, in rows."""
    sketch = Sketch(aspect, AIRS["indoors"], rng)
    ground = COLOURS_BY_NAME[reading.ground].rgb if reading.ground else None
    studio(sketch, mixed(ground, (60, 60, 70), 0.45) if reading.ground == "grey" and ground else ground)
    items = _sheet_items(reading, rng, slips)
    columns = len(items) if len(items) <= 3 else math.ceil(len(items) / 2)
    rows = math.ceil(len(items) / columns)
    width, height = aspect / columns, 0.86 / rows
    for n, item in enumerate(items):
        x, foot = (n % columns + 0.5) * width, 0.06 + (n // columns + 1) * height - height * 0.12
        size = min(height * 0.72, width * 0.8 / item.width)
        sketch.subject(item.subject, item.look, x, foot, size, NEAR, item.paints)
    for n, text in enumerate(reading.texts[:columns]):
        sketch.letterings.append(Lettering(text, (n + 0.5) * width, 0.955, 0.04, width * 0.9, _INK))
    return sketch.scene()


def _sheet_items(reading: Reading, rng: np.random.Generator, slips: Slips) -> Sequence[Item]:
    items = cast(reading, rng, slips)
    largest = max((mention.count for mention in reading.mentions), default=0)
    if largest >= 3:
        group = next(n for n, mention in enumerate(reading.mentions) if mention.count == largest)
        return [item for item in items if item.group == group]
    return _shown(reading, rng, slips, max(3, min(6, len(reading.mentions))))
