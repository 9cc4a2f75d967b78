"""From mentions to items that can be placed: what they look like, how large they are, and in which colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.demo.drawing.reading.reading import Mention, Reading
from leaderboard.demo.drawing.subjects.catalogue import SUBJECTS, Kind, drawn
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import HAIRS, SKINS, Rgb, mixed
from leaderboard.domain.colour_words import shade

_CLOTHES: tuple[Rgb, ...] = (
    (196, 84, 72),
    (60, 104, 142),
    (222, 168, 84),
    (92, 130, 96),
    (124, 86, 132),
    (58, 66, 92),
    (206, 120, 96),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be placed. ``width`` is for a height of 1."""

    subject: str
    kind: Kind
    look: Look
    size: float
    width: float
    paints: dict[str, Rgb]
    group: int


@dataclass(frozen=True, slots=True)
class Slips:
    """Which errors a weak generator makes in this picture: each from 0 (none) to 1."""

    count: float = 0.0
    colour: float = 0.0
    place: float = 0.0
    lettering: float = 0.0


def cast(reading: Reading, rng: np.random.Generator, slips: Slips) -> list[Item]:
    """All items of a reading, in the order in which the prompt names them."""
    luck = rng.uniform(size=(12, 3))
    loose = [shade(name) for name in reading.loose]
    items: list[Item] = []
    for group, mention in enumerate(reading.mentions):
        chance = luck[group % 12]
        count = mention.count
        if chance[0] < slips.count:
            count = max(1, count + (-1 if chance[1] < 0.5 else 1) * (1 + count // 4))
        forgets = chance[1] < slips.colour
        items += [_item(mention, group, number, rng, loose, forgets=forgets) for number in range(count)]
    return items


def _item(
    mention: Mention, group: int, number: int, rng: np.random.Generator, loose: list[Rgb], *, forgets: bool
) -> Item:
    subject = SUBJECTS[mention.subject]
    look = Look(int(rng.integers(1 << 30)), mention.traits)
    if subject.kind == "person" and not look.traits & {"man", "woman"}:
        look = look.also("woman" if rng.uniform() < 0.5 else "man")
    paints = _paints(look, rng)
    colours = [shade(name) for name in mention.colours]
    if colours and not forgets:
        if mention.count > 1 and len(colours) > 1 and "dressed" not in mention.traits:
            paints["main"] = colours[number % len(colours)]
        else:
            paints["main"] = colours[0]
            paints.update(
                zip(
                    ("second", "accent") if subject.kind == "person" else ("accent", "second"),
                    colours[1:3],
                    strict=False,
                )
            )
    elif loose and not forgets and subject.kind not in ("animal", "land", "plant", "sky"):
        paints["accent"] = loose[group % len(loose)]
        if subject.kind == "person":
            paints["main"] = loose[group % len(loose)]
    elif subject.kind == "person":
        paints["main"] = _CLOTHES[int(rng.integers(len(_CLOTHES)))]
    elif mention.count > 2 and subject.kind == "goods":
        paints["main"] = mixed(subject.main, _CLOTHES[(group + number) % len(_CLOTHES)], 0.25)
    if "main" not in paints:
        paints["main"] = subject.main
    size = subject.size * (0.72 if "child" in look.traits else 1.0)
    return Item(mention.subject, subject.kind, look, size, 2 * drawn(mention.subject, look)[1], paints, group)


def _paints(look: Look, rng: np.random.Generator) -> dict[str, Rgb]:
    grey = (196, 194, 196)
    return {
        "skin": SKINS[int(rng.integers(len(SKINS)))],
        "hair": grey if look.has("elder") else HAIRS[int(rng.integers(len(HAIRS)))],
        "second": ((64, 72, 104), (98, 84, 80), (46, 54, 66), (150, 128, 100))[int(rng.integers(4))],
        "accent": _CLOTHES[int(rng.integers(len(_CLOTHES)))],
    }
