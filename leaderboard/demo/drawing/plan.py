"""What a picture shows, decided by its prompt alone: mood, ground, and things with their colours and places.

All randomness comes from a generator seeded with the prompt's hash, so the same prompt gives the same scene.
"""

from __future__ import annotations

import colorsys
import hashlib
import re
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from leaderboard.demo.drawing.colour_words import COLOURS_BY_NAME, named_colours

Rgb = tuple[int, int, int]
Shape = Literal["ball", "pot", "tree", "house", "lantern", "tower", "boat"]
Terrain = Literal["meadow", "sand", "snow", "lake"]

MAX_THINGS = 8
SHORE = 0.76
"""Where a lake's near shore begins, as a share of the picture's height: boats float above it, the rest stands below."""


@dataclass(frozen=True, slots=True)
class Mood:
    """The colours of the sky (top and horizon), of sun or moon, and of the light on things; ``stars`` at night."""

    zenith: Rgb
    horizon: Rgb
    sun: Rgb
    light: Rgb
    stars: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """One object. ``x`` (its centre, from the middle), ``foot`` (its base line) and ``size`` (its height) are in units
    of the picture's height. ``named``: whether the prompt names its colour."""

    shape: Shape
    rgb: Rgb
    x: float
    foot: float
    size: float
    named: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole plan. ``horizon`` is a share of the picture's height, ``sun`` (x, y) of its width and height."""

    mood: Mood
    terrain: Terrain
    horizon: float
    sun: tuple[float, float]
    things: tuple[Thing, ...]


_MOODS = {
    "day": Mood((66, 132, 206), (206, 230, 244), (255, 250, 226), (255, 252, 244)),
    "dawn": Mood((96, 128, 188), (250, 214, 186), (255, 236, 200), (255, 240, 224)),
    "dusk": Mood((58, 58, 118), (246, 152, 96), (255, 214, 138), (255, 222, 196)),
    "night": Mood((12, 18, 48), (58, 76, 124), (240, 240, 224), (188, 200, 236), stars=True),
}
_MOOD_WORDS = {
    "night": re.compile(r"\b(?:night|midnight|starry|moon\w*)\b|夜|星空|月光|月亮", re.IGNORECASE),
    "dusk": re.compile(r"\b(?:dusk|sunset|evening|twilight)\b|黄昏|傍晚|日落|夕阳|暮色", re.IGNORECASE),
    "dawn": re.compile(r"\b(?:dawn|sunrise|morning|first light)\b|清晨|黎明|日出|早晨|晨光", re.IGNORECASE),
}
GROUNDS: dict[Terrain, Rgb] = {
    "meadow": (92, 138, 70),
    "sand": (214, 180, 128),
    "snow": (226, 234, 242),
    "lake": (62, 108, 138),
}
_TERRAIN_WORDS: dict[Terrain, re.Pattern[str]] = {
    "lake": re.compile(r"\b(?:lake|sea|ocean|river|harbou?r|waves?|water)\b|湖|海|河|江|水面|波浪", re.IGNORECASE),
    "snow": re.compile(r"\b(?:snow\w*|winter|ice\w*|arctic)\b|雪|冬|冰", re.IGNORECASE),
    "sand": re.compile(r"\b(?:desert|sand\w*|beach|dunes?)\b|沙|戈壁", re.IGNORECASE),
}
_SHAPE_WORDS: dict[Shape, re.Pattern[str]] = {
    "house": re.compile(r"\b(?:house|cottage|shop|barn|bakery|home|street)s?\b|房|屋|店|街", re.IGNORECASE),
    "tree": re.compile(r"\b(?:tree|forest|wood|pine|garden|plant)s?\b|树|林|植物|花园", re.IGNORECASE),
    "pot": re.compile(r"\b(?:pot|vase|jug|cup|kettle|teapot|bowl|bottle|flask)s?\b|壶|杯|罐|瓶|碗|锅", re.IGNORECASE),
    "lantern": re.compile(r"\b(?:lantern|lamp|balloon)s?\b|灯|气球", re.IGNORECASE),
    "tower": re.compile(r"\b(?:tower|lighthouse|castle|temple|city)\b|塔|城|寺", re.IGNORECASE),
    "boat": re.compile(r"\b(?:boat|ship|kayak|sail\w*)s?\b|船|舟|帆|艇", re.IGNORECASE),
    "ball": re.compile(r"\b(?:ball|apple|fruit|orange|planet|sun)s?\b|球|果|苹果", re.IGNORECASE),
}


def scene_generator(prompt: str, variant: int) -> np.random.Generator:
    """The seeded source of all randomness in one picture."""
    digest = hashlib.sha256(f"{variant}\n{prompt}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def plan_scene(prompt: str, rng: np.random.Generator, *, aspect: float) -> Scene:
    """Plan a picture; ``aspect`` is width / height."""
    mood = next((name for name, words in _MOOD_WORDS.items() if words.search(prompt)), None)
    terrain = next((name for name, words in _TERRAIN_WORDS.items() if words.search(prompt)), None)
    chosen_mood = mood or ("day", "day", "dawn", "dusk")[rng.integers(4)]
    chosen_terrain: Terrain = terrain or ("meadow", "meadow", "sand", "snow")[rng.integers(4)]
    horizon = float(rng.uniform(0.5, 0.6))
    side = float(rng.choice([-1.0, 1.0]))
    return Scene(
        mood=_MOODS[chosen_mood],
        terrain=chosen_terrain,
        horizon=horizon,
        sun=(0.5 + side * float(rng.uniform(0.18, 0.36)), horizon * float(rng.uniform(0.25, 0.6))),
        things=_settled(_things(prompt, rng, horizon=horizon, aspect=aspect), chosen_terrain, horizon),
    )


def _settled(things: list[Thing], terrain: Terrain, horizon: float) -> tuple[Thing, ...]:
    """Put boats on the water and everything else on land, and order all from far to near."""
    if terrain == "lake":
        things = [
            replace(thing, foot=horizon + (SHORE - 0.02 - horizon) * (thing.foot - horizon) / (0.9 - horizon))
            if thing.shape == "boat"
            else replace(thing, foot=max(thing.foot, SHORE + 0.09 + 0.1 * thing.size))
            for thing in things
        ]
    return tuple(sorted(things, key=lambda thing: thing.foot))


def _things(prompt: str, rng: np.random.Generator, *, horizon: float, aspect: float) -> list[Thing]:
    named = [COLOURS_BY_NAME[name].rgb for name in named_colours(prompt)][:MAX_THINGS]
    colours = named + _palette(rng)[: max(0, 3 - len(named))]
    named_shapes = _named_shapes(prompt)
    others: list[Shape] = [shape for shape in _SHAPE_WORDS if shape not in named_shapes]
    rng.shuffle(others)
    shapes = named_shapes + others
    # The first thing is the subject; the others stand to its right and left in turn, smaller and farther away.
    spread = 0.36 * aspect
    things = []
    for index, rgb in enumerate(colours):
        rank = (index + 1) // 2
        side = 0 if index == 0 else (1 if index % 2 else -1)
        depth = 0.0 if index == 0 else float(rng.uniform(0.25, 0.8))
        things.append(
            Thing(
                shape=shapes[index % len(shapes)],
                rgb=rgb,
                x=side * spread * (0.62 + 0.38 * rank) / (1 + len(colours) / 10) + float(rng.uniform(-0.03, 0.03)),
                foot=0.9 - (0.86 - horizon) * depth * 0.8,
                size=(0.46 if index == 0 else 0.34 - 0.12 * depth) * float(rng.uniform(0.92, 1.08)),
                named=index < len(named),
            )
        )
    return things


def _named_shapes(prompt: str) -> list[Shape]:
    """Shapes in the order of mention, as the colours are, so "a red boat and a white tower" mostly comes out right."""
    places: list[tuple[int, Shape]] = []
    for shape, words in _SHAPE_WORDS.items():
        if match := words.search(prompt):
            places.append((match.start(), shape))
    return [shape for _, shape in sorted(places)]


def _palette(rng: np.random.Generator) -> list[Rgb]:
    """Three colours that go together, for a prompt that names none: two neighbouring hues and their opposite."""
    hue = float(rng.uniform())
    hues = (hue, hue + 0.08, hue + 0.5)
    values = [colorsys.hsv_to_rgb(value % 1, 0.68, 0.82) for value in hues]
    return [(round(red * 255), round(green * 255), round(blue * 255)) for red, green, blue in values]
