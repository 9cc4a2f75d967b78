"""Composing a scene: a backdrop, and the items in front of it in the background, the middle and the foreground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from leaderboard.demo.drawing.geometry import moved
from leaderboard.demo.drawing.reading.reading import Reading
from leaderboard.demo.drawing.scenes.casting import Item, Slips, cast
from leaderboard.demo.drawing.scenes.indoors import INDOORS, cloth_from_above, mural, studio
from leaderboard.demo.drawing.scenes.outdoors import OUTDOORS
from leaderboard.demo.drawing.scenes.scene import AIRS, FAR, MIDDLE, NEAR, Air, Placed, Sketch
from leaderboard.demo.drawing.scenes.table_above import set_from_above, set_ornament
from leaderboard.demo.drawing.subjects.catalogue import SUBJECTS
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed
from leaderboard.domain.colour_words import shade

_INDOORS = ("kitchen", "room", "workshop", "temple hall")
_HEROES = ("person", "animal", "vehicle")
_AFLOAT = ("boat", "rowing boat", "kayak", "ship")
_WATERS = ("sea", "lake", "river", "underwater", "stage", "sky", "space")
_DEFAULT_PLACES = {
    "goods": "room", "furniture": "room", "vehicle": "street", "building": "village", "land": "mountains",
    "sky": "sky", "plant": "meadow", "animal": "meadow", "person": "street",
}  # fmt: skip


def compose(
    reading: Reading, aspect: float, rng: np.random.Generator, slips: Slips, *, room_above: float = 0.0
) -> Sketch:
    """A scene for a reading. ``room_above`` is the share of the height that stays free at the top, for lettering."""
    items = cast(reading, rng, slips)
    place = _place(reading, items)
    sketch = Sketch(aspect, _air(reading, place), rng)
    foot = _backdrop(sketch, place, shade(reading.ground) if reading.ground else None)
    slip = (slips.place * 0.24 * aspect, slips.place * 0.1)
    if place in INDOORS and place != "studio":
        items = [item for item in items if item.kind != "sky"] or items
    if place in ("above", "mural"):
        items = [item for item in items if item.subject != "cloth"] or items
    if place == "above":
        set_from_above(sketch, items, slip)
    elif place == "mural":
        set_ornament(sketch, items, slip)
    elif _is_table(place, items):
        _set_table(sketch, items, foot, room_above, slip, reading)
    else:
        _set_scene(sketch, items, foot, room_above, slip, reading)
    if place in OUTDOORS:
        _foreground(sketch, reading, place)
    return sketch


def _backdrop(sketch: Sketch, place: str, ground: Rgb | None) -> float:
    """Draw the backdrop; returns the y of the ground at the back."""
    plain = {"studio": studio, "above": cloth_from_above, "mural": mural}.get(place)
    if plain:
        return plain(sketch, ground)
    return (INDOORS.get(place) or OUTDOORS[place])(sketch)


def _place(reading: Reading, items: Sequence[Item]) -> str:
    if reading.view == "above" and any(item.kind == "goods" for item in items[:6]):
        return "above"
    if reading.layout in ("packshot", "mural"):
        return {"packshot": "studio"}.get(reading.layout, reading.layout)
    if any(item.subject in _AFLOAT for item in items[:2]) and reading.place not in _WATERS:
        return "sea"
    if reading.place == "room" and items and items[0].kind in ("building", "land"):
        return "village" if items[0].kind == "building" else "mountains"
    if reading.place:
        return reading.place
    if reading.ground:
        return "studio"
    return _DEFAULT_PLACES[items[0].kind] if items else "meadow"


def _air(reading: Reading, place: str) -> Air:
    if place in ("studio", "above", "mural", "sports hall", "stage", "underwater", "space"):
        return AIRS["indoors" if place in ("studio", "above", "mural", "sports hall") else "day"]
    if place in INDOORS:
        return AIRS["lamplight" if reading.light == "night" else "indoors"]
    return AIRS[reading.light]


def _is_table(place: str, items: Sequence[Item]) -> bool:
    goods = [item for item in items if item.kind == "goods"]
    if place == "studio":
        return any(item.kind in ("goods", "furniture", "plant", "animal") for item in items)
    if place not in INDOORS or place in ("stage", "sports hall"):
        return False
    heroes = [item for item in items if item.kind in _HEROES]
    return bool(goods) and (not heroes or len(goods) > len(heroes))


def _set_table(
    sketch: Sketch, items: Sequence[Item], floor: float, room_above: float, slip: tuple[float, float], reading: Reading
) -> None:
    """Goods on a table that fills the foreground; people stand behind it."""
    a = sketch.aspect
    people = [item for item in items if item.kind == "person"][:4]
    hands = [item for item in items if item.subject == "hand"][:4]
    items = [item for item in items if item.subject != "hand"]
    behind = [item for item in items if item.kind in ("furniture", "building", "plant", "land", "sky", "vehicle")][:3]
    on_table = [item for item in items if item.kind in ("goods", "animal")] or behind
    if behind is not on_table and on_table[0].kind != "vehicle":
        for n, item in enumerate(behind):
            x = a * (0.8 if n % 2 == 0 else 0.2) + (n // 2) * 0.1
            _put(sketch, item, x, floor - 0.02, min(0.46, 0.3 * item.size), MIDDLE - 16, shadow=False)
    edge = 0.66
    for item, x in zip(people, _spread([0.32 * person.width for person in people], a, 0.3), strict=True):
        _put(sketch, item, x, edge + 0.48, 0.98 if len(people) < 3 else 0.86, MIDDLE + 8, shadow=False)
    if _surface(sketch, reading, edge):
        edge += 0.02
    _rows_on_table(sketch, on_table, edge, room_above, slip)
    _reach_in(sketch, hands)


def _reach_in(sketch: Sketch, hands: Sequence[Item]) -> None:
    """Hands that come in from both sides of the lower edge."""
    for n, item in enumerate(hands):
        parts = moved(SUBJECTS["hand"].draw(item.look), 0, 0, 1, turn=-24 if n % 2 else 24, flip=bool(n % 2))
        x = sketch.aspect * (0.93 if n % 2 else 0.07) + 0.1 * (n // 2)
        sketch.parts(parts, x, 1.1, 0.34, NEAR + 30, item.paints)


def _surface(sketch: Sketch, reading: Reading, edge: float) -> bool:
    """Draw the table, if there is one: a studio has none."""
    if reading.layout == "packshot" or reading.ground or not reading.place:
        return False
    a, wood = sketch.aspect, ((162, 112, 74), (128, 88, 66), (206, 166, 120))[int(sketch.rng.integers(3))]
    sketch.box(wood, 0, edge, a, 1, MIDDLE + 20)
    sketch.box(mixed(wood, (255, 240, 210), 0.3), 0, edge, a, edge + 0.012, MIDDLE + 20)
    for n in range(-4, 5):
        sketch.fill(
            mixed(wood, (50, 30, 30), 0.22),
            [(a / 2 + n * 0.16, edge + 0.012), (a / 2 + n * 0.3, 1.0)],
            MIDDLE + 20,
            0.003,
        )
    return True


def _rows_on_table(
    sketch: Sketch, items: Sequence[Item], edge: float, room_above: float, slip: tuple[float, float]
) -> None:
    """The first thing largest in the middle; small and flat things in front, others behind at its sides."""
    if not items:
        return
    a, tallest = sketch.aspect, max(item.size for item in items)
    unit = min(0.5, 0.62 - room_above) / tallest
    cloths = [item for item in items if item.subject == "cloth"]
    for item in cloths[:1]:
        _put(sketch, item, a * 0.5 + slip[0], 0.97, 0.27, MIDDLE + 24, shadow=False)
    rest = [item for item in items if item not in cloths[:1]] or list(items)
    hero_group = [item for item in rest if item.group == rest[0].group]
    others = [item for item in rest if item.group != rest[0].group]
    front = [item for item in others if item.size < 0.62][:5]
    back = [item for item in others if item.size >= 0.62][:4]
    _row(sketch, back, edge + 0.07, unit * 0.8, MIDDLE + 40, slip, hole=hero_group[0].width * unit * hero_group[0].size)
    _row(sketch, hero_group, edge + 0.15, unit * (1.05 if len(hero_group) == 1 else 0.92), NEAR, slip)
    _row(sketch, front, edge + 0.26, unit * 0.86, NEAR + 20, slip, hole=0.12 if len(front) > 1 else 0.0, start=-1)


def _set_scene(
    sketch: Sketch, items: Sequence[Item], floor: float, room_above: float, slip: tuple[float, float], reading: Reading
) -> None:
    """Land and buildings at the back, plants beside them, the heroes in front."""
    a = sketch.aspect
    hands = [item for item in items if item.subject == "hand"]
    items = [item for item in items if item.subject != "hand"]
    heroes = [item for item in items if item.kind in _HEROES]
    if not any(item.kind == "person" for item in heroes):
        _reach_in(sketch, hands[:2])
    if not items:
        return
    things = [item for item in items if item.kind in ("goods", "furniture")]
    hero = (heroes or things or [item for item in items if item.kind != "sky"] or list(items))[0]
    unit = _unit(hero, reading, a, room_above)
    top = room_above + 0.02
    for n, item in enumerate([item for item in items if item.kind == "sky"][:7]):
        x = a * ((0.24, 0.76, 0.5, 0.38, 0.64, 0.14, 0.88)[n])
        height = 0.24 * item.size / 0.5 if item.subject != "star" else 0.07
        _put(sketch, item, x + slip[0], top + 0.07 * (n % 3) + height + 0.02, height, 20, shadow=False, hazy=False)
    front = [item for item in items if item.kind in (*_HEROES, "goods", "furniture") or item.group == hero.group]
    back = [item for item in items if item.kind in ("building", "plant", "land") and item.group != hero.group]
    _back(sketch, back, floor, room_above)
    leading = [item for item in front if item.group == hero.group]
    others = [item for item in front if item.group != hero.group]
    actors = [item for item in others if item.kind in _HEROES][:6]
    props = [item for item in others if item.kind not in _HEROES][:5]
    on_water = reading.place in ("sea", "lake", "river") and hero.kind == "vehicle"
    lead_foot = 0.84 if on_water or hero.kind in ("land", "building") else 0.93
    # A figure that is taller than the picture is cut off by its lower edge, never at the head.
    lead_foot = max(lead_foot, room_above + 0.09 + unit * hero.size)
    hole = min(0.5, hero.width * unit * hero.size * min(2, len(leading)))
    _row(sketch, actors, min(lead_foot - 0.04, floor + 0.17), unit * 0.82, NEAR - 30, slip, hole=hole)
    _row(sketch, leading, lead_foot, unit, NEAR, slip)
    small = [item for item in props if item.size <= 1.0]
    tall = [item for item in props if item.size > 1.0]
    _row(sketch, tall, floor + 0.06, unit * 0.8, MIDDLE + 20, slip, hole=hole)
    _row(sketch, small, 0.97, min(unit, 0.5) * 0.5, NEAR + 20, slip, hole=hole * 0.9, start=-1)


def _unit(hero: Item, reading: Reading, aspect: float, room_above: float) -> float:
    """The height of a person in this scene, as a share of the picture's."""
    wanted = {"person": 0.6, "animal": 0.5, "vehicle": 0.44, "building": 0.56, "land": 0.6, "plant": 0.56}.get(
        hero.kind, 0.46
    )
    if aspect > 2.2 and hero.kind in ("person", "animal"):
        wanted *= 1.7
    wanted *= {"wide": 0.55, "close": 1.5 if hero.kind in ("person", "animal") else 1.15}.get(reading.view, 1.0)
    wanted = min(
        wanted,
        (0.86 - room_above) * (1.7 if reading.view == "close" or aspect > 2.2 else 1.0),
        0.84 * aspect / hero.width,
    )
    return wanted / hero.size


def _back(sketch: Sketch, items: Sequence[Item], floor: float, room_above: float) -> None:
    places = (0.22, 0.8, 0.5, 0.1, 0.92, 0.36, 0.66)
    for n, item in enumerate(sorted(items[:7], key=lambda item: -item.size)):
        is_land = item.kind == "land"
        height = min(0.56, (0.34 if is_land else 0.23) * item.size, floor - room_above - 0.06)
        if item.kind == "plant":
            height = min(0.5, 0.27 * item.size)
        foot = floor - 0.02 if is_land else floor + 0.012 * (n % 3)
        _put(
            sketch,
            item,
            sketch.aspect * places[n],
            foot,
            height,
            FAR - 10 if is_land else MIDDLE - 6 + n,
            shadow=not is_land,
        )


def _row(
    sketch: Sketch, items: Sequence[Item], foot: float, unit: float, depth: int, slip: tuple[float, float], *,
    hole: float = 0.0, start: int = 1,
) -> None:  # fmt: skip
    """Items side by side, with a hole in the middle if something stands there already."""
    if not items:
        return
    a = sketch.aspect
    heights = [unit * item.size for item in items]
    widths = [height * item.width for height, item in zip(heights, items, strict=True)]
    available = a * 0.94 - hole
    gap = 0.03
    shrink = min(1.0, (available - gap * len(items)) / max(sum(widths), 1e-6) * (1.35 if len(items) > 2 else 1.0))
    two_rows = shrink < 0.62 and len(items) > 3
    if two_rows:
        shrink = min(1.0, shrink * 1.5)
    xs = _spread([width * min(shrink, 1.0) for width in widths], a, gap, hole=hole, start=start)
    order = sorted(range(len(items)), key=lambda n: n % 2 if two_rows else 0, reverse=True)
    for n in order:
        back = two_rows and n % 2 == 1
        y = foot - (0.09 if back else 0.0) + 0.012 * ((n * 7) % 3 - 1)
        _put(
            sketch,
            items[n],
            xs[n] + slip[0],
            y + slip[1],
            heights[n] * shrink * (0.92 if back else 1.0),
            depth - (8 if back else 0),
        )


def _spread(widths: Sequence[float], aspect: float, gap: float, *, hole: float = 0.0, start: int = 1) -> list[float]:
    """The middles of things of these widths, packed around the middle of the picture."""
    if hole == 0:
        total = sum(widths) + gap * (len(widths) - 1)
        squeeze = min(1.0, aspect * 0.96 / total) if widths else 1.0
        position, middles = aspect / 2 - total * squeeze / 2, []
        for width in widths:
            middles.append(position + width * squeeze / 2)
            position += (width + gap) * squeeze
        return middles
    sides = {-1: aspect / 2 - hole / 2 - gap, 1: aspect / 2 + hole / 2 + gap}
    middles = []
    for n, width in enumerate(widths):
        side = start if n % 2 == 0 else -start
        middle = sides[side] + side * width / 2
        middles.append(min(max(middle, width * 0.42), aspect - width * 0.42))
        sides[side] += side * (width + gap)
    return middles


def _put(
    sketch: Sketch,
    item: Item,
    x: float,
    foot: float,
    height: float,
    depth: int,
    *,
    shadow: bool = True,
    hazy: bool = True,
) -> None:
    sketch.placed.append(Placed(item.subject, x, foot, height))
    flip = x > sketch.aspect * 0.62 and item.kind in ("animal", "vehicle", "person")
    sketch.subject(
        item.subject, item.look, x, foot, height, depth if hazy else 255, item.paints, flip=flip, shadow=shadow
    )


_FOLIAGE = {
    "meadow": "flower", "mountains": "flower", "field": "crop", "village": "bush", "court": "bush", "lake": "crop",
    "river": "flower", "forest": "leaf", "street": "potted plant", "beach": "palm", "desert": "cactus", "snow": "pine",
}  # fmt: skip


def _foreground(sketch: Sketch, reading: Reading, place: str) -> None:
    """Plants that frame the picture at its lower corners, in the colours that belong to no subject."""
    name = _FOLIAGE.get(place)
    loose = [
        shade(colour) for colour in reading.loose if colour.rstrip("+-") not in ("black", "white", "grey", "silver")
    ]
    if name is None:
        return
    for n, (x, height) in enumerate(((0.02, 0.3), (0.1, 0.2), (0.98, 0.27), (0.9, 0.17))):
        paints = {"main": loose[n % len(loose)], "accent": loose[n % len(loose)]} if loose else {}
        look = Look(int(sketch.rng.integers(1000)))
        tall = height * (1.6 if name in ("pine", "palm") else 1.0)
        sketch.subject(name, look, x * sketch.aspect, 1.04, tall, NEAR + 25, paints, shadow=False)
