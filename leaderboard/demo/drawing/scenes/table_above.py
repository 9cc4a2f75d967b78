"""Arrangements without depth: a table seen from straight above, and the ornament of a mural."""

from __future__ import annotations

import math
from collections.abc import Sequence

from leaderboard.demo.drawing.geometry import Parts, ball, blob, curve, moved, oval
from leaderboard.demo.drawing.scenes.casting import Item
from leaderboard.demo.drawing.scenes.scene import NEAR, Placed, Sketch
from leaderboard.demo.drawing.subjects.catalogue import SUBJECTS
from leaderboard.demo.drawing.subjects.paints import Rgb

_ROUND = ("plate", "bowl", "cup", "basket", "pot", "table", "jug", "kettle")
_FILLINGS: tuple[Rgb, ...] = (
    (206, 74, 58),
    (96, 148, 76),
    (238, 186, 76),
    (150, 92, 58),
    (232, 140, 60),
    (128, 76, 130),
)


def set_from_above(sketch: Sketch, items: Sequence[Item], slip: tuple[float, float]) -> None:
    """Place up to a dozen things; hands reach in from all sides."""
    a = sketch.aspect
    hands = [item for item in items if item.subject == "hand"]
    things = [item for item in items if item.subject not in ("hand", "cloth") and item.kind not in ("building", "land")]
    counts = {item.group: sum(other.group == item.group for other in things) for item in things}
    ring = [item for item in things if counts[item.group] >= 3] or things[1:]
    middle = [item for item in things if item not in ring]
    centre = (a / 2 + slip[0], 0.5 + slip[1])
    size = 0.36 if ring else 0.6
    for n, item in enumerate(middle[:4]):
        across = 0.0 if n == 0 else 0.09 * math.cos(n * 2.2)
        down = 0.0 if n == 0 else 0.09 * math.sin(n * 2.2)
        _thing(sketch, item, centre[0] + across, centre[1] + down, size if n == 0 else 0.16, n)
    for n, item in enumerate(ring[:12]):
        angle = n * 2 * math.pi / min(12, len(ring)) - math.pi / 2
        reach = 0.33
        x, y = centre[0] + (a / 2 - 0.5 + reach) * math.cos(angle), centre[1] + reach * math.sin(angle)
        _thing(sketch, item, x, y, min(0.24, 1.7 / max(6, len(ring))), n)
    for n, item in enumerate(hands[:6]):
        angle = n * 2 * math.pi / max(2, len(hands[:6])) + 0.4
        parts = moved(moved(SUBJECTS["hand"].draw(item.look), 0, -0.5), 0, 1, turn=math.degrees(angle) - 90)
        sketch.parts(parts, a / 2 + 0.44 * math.cos(angle), 0.5 + 0.44 * math.sin(angle), 0.36, NEAR + 30, item.paints)


def set_ornament(sketch: Sketch, items: Sequence[Item], slip: tuple[float, float]) -> None:
    """The main thing large in the middle, the others mirrored in the corners and at the sides."""
    if not items:
        return
    a = sketch.aspect
    heroes = [item for item in items if item.group == items[0].group]
    others = [item for item in items if item.group != items[0].group] or heroes
    count = min(9, len(heroes))
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    cell = 0.62 / max(columns, rows)
    for n, item in enumerate(heroes[:9]):
        x = a / 2 + (n % columns - (columns - 1) / 2) * cell * a + slip[0]
        y = 0.5 + (n // columns - (rows - 1) / 2) * cell + slip[1]
        height = min(cell * 0.94, cell * 1.1 * a / item.width)
        sketch.parts(SUBJECTS[item.subject].draw(item.look), x, y + height / 2, height, NEAR, item.paints)
        sketch.placed.append(Placed(item.subject, x, y + height / 2, height))
    corners = ((0.17, 0.2), (0.83, 0.2), (0.17, 0.83), (0.83, 0.83), (0.5, 0.17), (0.5, 0.85))
    for n, (x, y) in enumerate(corners if count < 5 else corners[:4]):
        item = others[n // 2 % len(others)]
        height = min(0.17, 0.2 / item.width)
        drawing = SUBJECTS[item.subject].draw(item.look)
        sketch.parts(drawing, x * a, y + height / 2, height, NEAR - 10, item.paints, flip=x > 0.5)


def _thing(sketch: Sketch, item: Item, x: float, y: float, size: float, number: int) -> None:
    sketch.placed.append(Placed(item.subject, x, y + size / 2, size))
    shadow = moved([oval("dark", 0, 0.5, 0.5, 0.5)], 0.06, 0.06)
    ground = sketch.shapes[2].rgb if len(sketch.shapes) > 2 else sketch.sky[0][1]
    darker: Rgb = (round(ground[0] * 0.7), round(ground[1] * 0.68), round(ground[2] * 0.74))
    if item.subject in _ROUND:
        sketch.parts(shadow, x, y + size / 2, size, NEAR - 10, {"dark": darker})
        filling = _FILLINGS[number % len(_FILLINGS)]
        sketch.parts(_dish(number), x, y + size / 2, size, NEAR, {**item.paints, "filling": filling})
    else:
        height = min(size, size * 1.3 / item.width)
        sketch.parts(SUBJECTS[item.subject].draw(item.look), x, y + height / 2, height, NEAR + 6, item.paints)


def _dish(number: int) -> Parts:
    """A round dish with one of four fillings."""
    rim = [oval("main-", 0, 0.5, 0.5, 0.5), oval("main", 0, 0.49, 0.49, 0.48), oval("main-", 0, 0.5, 0.38, 0.38)]
    around = [(math.cos(n * 1.05), math.sin(n * 1.05)) for n in range(6)]
    if number % 4 == 0:
        return [*rim, oval("filling", 0, 0.5, 0.35, 0.35), oval("filling+", -0.08, 0.42, 0.14, 0.1)]
    if number % 4 == 1:
        return [*rim, *[part for x, y in around for part in ball("filling", 0.2 * x, 0.5 + 0.2 * y, 0.11)]]
    if number % 4 == 2:
        middles = [(0.25 * x, 0.5 + 0.25 * y) for x, y in around]
        leaves = [blob("filling", (0, 0.5), (x * 0.6 - 0.06, y), (x * 1.1, y), (x * 0.6 + 0.06, y)) for x, y in middles]
        return [*rim, *leaves]
    heights = (0.4, 0.47, 0.54, 0.61)
    waves = [curve("filling+", 0.04, (-0.24, y), (0, y - 0.04), (0.24, y)) for y in heights]
    return [*rim, oval("filling-", 0, 0.5, 0.33, 0.33), *waves]
