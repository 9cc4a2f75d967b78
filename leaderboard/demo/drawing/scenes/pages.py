"""Pictures that are not one scene: comics and storyboards, screens, charts, sheets, posters and pack shots."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from leaderboard.demo.drawing.reading.reading import Mention, Reading
from leaderboard.demo.drawing.scenes.casting import Item, Slips, cast
from leaderboard.demo.drawing.scenes.composition import compose
from leaderboard.demo.drawing.scenes.indoors import page
from leaderboard.demo.drawing.scenes.scene import (
    AIRS,
    LETTERS,
    MIDDLE,
    NEAR,
    Lettering,
    Panel,
    Placed,
    Scene,
    Shape,
    Sketch,
)
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed
from leaderboard.domain.colour_words import shade

_INK: Rgb = (38, 34, 46)
_SURFACES = {
    "box": (-0.4, 0.36, 0.12, 0.86), "tin": (-0.24, 0.28, 0.24, 0.88), "sign": (-0.68, 0.12, 0.68, 0.58),
    "bottle": (-0.18, 0.52, 0.18, 0.86), "screen": (-0.29, 0.1, 0.29, 0.6), "sheet": (-0.38, 0.56, 0.34, 0.92),
    "crate": (-0.5, 0.5, 0.5, 0.92),
}  # fmt: skip
"""(left, top, right, bottom) of the part of a drawing that can hold lettering."""
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
    sketch = compose(reading, aspect, rng, slips, room_above=0.2 if headlines else 0.0)
    if headlines:
        _headlines(sketch, reading)
    elif reading.texts:
        _label(sketch, reading)
    return sketch.scene()


def _headlines(sketch: Sketch, reading: Reading) -> None:
    """The first text large at the top, the others small at the foot, each with a rim that keeps it legible."""
    a, top = sketch.aspect, sketch.sky[0][1]
    named = [shade(name) for name in reading.loose]
    is_dark = sum(top) < 400
    rgb: Rgb = next(
        (colour for colour in named if abs(sum(colour) - sum(top)) > 260), (255, 244, 214) if is_dark else _INK
    )
    halo = mixed(top, (20, 20, 40) if sum(rgb) > 400 else (255, 255, 255), 0.55)
    lines = _broken(reading.texts[0], 15)
    for n, line in enumerate(lines):
        sketch.letterings.append(Lettering(line, a / 2, 0.095 + 0.11 * n, 0.12, a * 0.9, rgb, halo=halo))
    for n, text in enumerate(reading.texts[1:3]):
        y = 0.945 - 0.075 * n
        sketch.letterings.append(Lettering(text, a / 2, y, 0.056, a * 0.8, (255, 250, 236), halo=(38, 34, 46)))


def _broken(text: str, most: int) -> list[str]:
    """The text in at most two lines, broken at the space nearest to its middle if it is long."""
    spaces = [index for index, character in enumerate(text) if character == " "]
    if len(text) <= most or not spaces:
        return [text]
    middle = min(spaces, key=lambda index: abs(index - len(text) / 2))
    return [text[:middle], text[middle + 1 :]]


def _label(sketch: Sketch, reading: Reading) -> None:
    """The lettering on the thing that carries it: on a board above if that is too small to hold it."""
    carrier = next((placed for placed in sketch.placed if placed.subject in _SURFACES and placed.height > 0.3), None)
    if carrier:
        _on_surface(sketch, reading, carrier)
        return
    a, texts = sketch.aspect, reading.texts[:3]
    height, top = 0.1 * len(texts), 0.07
    board, rgb = _board_colours(reading)
    sketch.over.append(_rect(a * 0.14 - 0.014, top - 0.014, a * 0.86 + 0.014, top + height + 0.034, (120, 82, 54)))
    sketch.over.append(_rect(a * 0.14, top, a * 0.86, top + height + 0.02, board))
    for n, text in enumerate(texts):
        sketch.letterings.append(Lettering(text, a / 2, top + 0.06 + 0.1 * n, 0.072, a * 0.66, rgb))


def _on_surface(sketch: Sketch, reading: Reading, carrier: Placed) -> None:
    left, top, right, bottom = _SURFACES[carrier.subject]
    unit, x0, y0 = carrier.height, carrier.x, carrier.foot - carrier.height
    x, width, height = x0 + (left + right) / 2 * unit, (right - left) * unit, (bottom - top) * unit
    paper, rgb = _board_colours(reading)
    if carrier.subject != "sign":
        paper, rgb = (250, 243, 226), (128, 40, 44)
    sketch.over.append(_rect(x - width / 2, y0 + top * unit, x + width / 2, y0 + bottom * unit, paper))
    if reading.vertical:
        middle = y0 + (top + bottom) / 2 * unit
        sketch.letterings.append(Lettering(reading.texts[0], x, middle, height * 0.94, width * 0.7, rgb, vertical=True))
        return
    texts = reading.texts[:3]
    for n, text in enumerate(texts):
        y = y0 + top * unit + height * (n + 0.5) / len(texts)
        sketch.letterings.append(
            Lettering(text, x, y, height / len(texts) * (0.62 if n == 0 else 0.5), width * 0.92, rgb)
        )


def _board_colours(reading: Reading) -> tuple[Rgb, Rgb]:
    """The colours of a board and of its letters: the darkest and the lightest that are named for it."""
    names = {name for mention in reading.mentions if mention.subject in _LABELLED for name in mention.colours}
    named = sorted((shade(name) for name in (*names, *reading.loose)), key=sum)
    board: Rgb = named[0] if named and sum(named[0]) < 420 else (250, 243, 226)
    usual: Rgb = (248, 214, 130) if sum(board) < 420 else (128, 40, 44)
    return board, named[-1] if named and abs(sum(named[-1]) - sum(board)) > 200 else usual


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
    colours = [shade(name) for mention in reading.mentions for name in mention.colours]
    colours += [shade(name) for name in reading.loose]
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
    ground = shade(reading.ground) if reading.ground else (250, 246, 234)
    page(sketch, ground)
    ink: Rgb = _INK if sum(ground) > 380 else (244, 238, 220)
    texts = list(reading.texts)
    if len(_heroes(reading, 4)) <= 2 and len(texts) < 3:
        return _figure(sketch, reading, rng, slips, ink)
    count = min(4, max(3, len(texts), len(_heroes(reading, 4))))
    items = _shown(reading, rng, slips, count)
    title = texts.pop(0) if len(texts) > count else None
    if title:
        sketch.letterings.append(Lettering(title, aspect / 2, 0.07, 0.08, aspect * 0.9, ink))
    arrow = next((shade(name) for name in reading.loose), (84, 140, 96))
    centres = _ring(aspect, count) if count == 4 else [(aspect * (n + 0.5) / count, 0.5) for n in range(count)]
    radius = 0.17 if count == 4 else min(0.2, 0.44 * aspect / count)
    if title:
        centres, radius = [(x, 0.13 + y * 0.87) for x, y in centres], radius * 0.86
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


def _figure(sketch: Sketch, reading: Reading, rng: np.random.Generator, slips: Slips, ink: Rgb) -> Scene:
    """One large thing, with dashed lines to details of it and their names."""
    a, items = sketch.aspect, _shown(reading, rng, slips, 2)
    item = items[0]
    dashes = next((shade(name) for name in reading.loose), (74, 116, 168))
    height = min(0.62, 0.56 * a / item.width)
    for n, (x, y) in enumerate(((0.16, 0.26), (0.84, 0.3), (0.16, 0.74), (0.84, 0.74))):
        radius, middle = 0.1, (a / 2 + (x - 0.5) * 0.36, 0.5 + (y - 0.5) * 0.5)
        for k in range(7):
            start, end = k / 7, (k + 0.55) / 7
            points = [(x * a + (middle[0] - x * a) * t, y + (middle[1] - y) * t) for t in (start, end)]
            sketch.fill(dashes, points, MIDDLE, 0.006, lit=False)
        disc = [(x * a + radius * math.cos(t), y + radius * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 36)]
        sketch.fill(mixed(sketch.sky[0][1], dashes, 0.14), disc, MIDDLE + 2, lit=False)
        sketch.fill(dashes, disc, MIDDLE + 2, 0.005, lit=False)
        part = items[n % 2]
        small = min(0.13, 0.15 / part.width)
        sketch.subject(part.subject, part.look, x * a, y + small / 2, small, NEAR, part.paints, shadow=False)
        if n < len(reading.texts):
            sketch.letterings.append(Lettering(reading.texts[n], x * a, y + 0.135, 0.04, 0.26, ink))
    sketch.subject(item.subject, item.look, a / 2, 0.52 + height / 2, height, NEAR + 10, item.paints)
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
    """The same kind of thing several times, in rows, each on a card."""
    sketch = Sketch(aspect, AIRS["indoors"], rng)
    ground: Rgb = shade(reading.ground) if reading.ground else (228, 220, 204)
    page(sketch, ground)
    items = _sheet_items(reading, rng, slips)
    columns = len(items) if len(items) <= 3 else math.ceil(len(items) / 2)
    rows = math.ceil(len(items) / columns)
    bottom = 0.1 if reading.texts else 0.03
    width, height = (aspect - 0.06) / columns, (0.97 - bottom) / rows
    card = mixed(ground, (255, 255, 255) if sum(ground) < 640 else (120, 110, 100), 0.12)
    for n, item in enumerate(items):
        x, top = 0.03 + (n % columns + 0.5) * width, 0.03 + n // columns * height
        half, inset = width / 2 - 0.012, 0.012
        left, upper, right, lower = x - half, top + inset, x + half, top + height - inset
        shadow = mixed(card, (20, 20, 40), 0.18)
        sketch.box(shadow, left + 0.007, upper + 0.007, right + 0.007, lower + 0.007, MIDDLE)
        sketch.box(card, left, upper, right, lower, MIDDLE + 4)
        size = min(height * 0.74, width * 0.78 / item.width)
        sketch.subject(item.subject, item.look, x, top + height / 2 + size / 2, size, NEAR, item.paints)
    for n, text in enumerate(reading.texts[:columns]):
        sketch.letterings.append(Lettering(text, 0.03 + (n + 0.5) * width, 0.95, 0.045, width * 0.9, _INK))
    return sketch.scene()


def _sheet_items(reading: Reading, rng: np.random.Generator, slips: Slips) -> Sequence[Item]:
    items = cast(reading, rng, slips)
    largest = max((mention.count for mention in reading.mentions), default=0)
    if largest >= 3:
        group = next(n for n, mention in enumerate(reading.mentions) if mention.count == largest)
        return [item for item in items if item.group == group]
    shown = _shown(reading, rng, slips, max(3, min(6, len(reading.mentions))))
    living = [item for item in shown if item.kind in ("person", "animal", "vehicle")]
    return (living * 3)[: max(3, len(living))] or shown
