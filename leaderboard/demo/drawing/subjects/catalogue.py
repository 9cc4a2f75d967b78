"""Every subject that can be drawn: its drawing, its kind, its size relative to others, and its usual colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from leaderboard.demo.drawing.geometry import Parts, half_width
from leaderboard.demo.drawing.subjects import (
    animals,
    buildings,
    furniture,
    instruments,
    nature,
    people,
    plants,
    tableware,
    things,
    vehicles,
)
from leaderboard.demo.drawing.subjects.look import Look

Rgb = tuple[int, int, int]
Kind = Literal["person", "animal", "goods", "furniture", "vehicle", "building", "plant", "land", "sky"]


@dataclass(frozen=True, slots=True)
class Subject:
    """``size`` is the height beside a person of 1; goods are compared with each other, a jug being 1."""

    draw: Callable[[Look], Parts]
    kind: Kind
    size: float
    main: Rgb


def _all(kind: Kind, *entries: tuple[str, Callable[[Look], Parts], float, Rgb]) -> dict[str, Subject]:
    return {name: Subject(draw, kind, size, main) for name, draw, size, main in entries}


SUBJECTS: dict[str, Subject] = {
    **_all(
        "person",
        ("person", people.person, 1.0, (72, 104, 152)),
        ("seated", people.seated, 0.74, (186, 92, 72)),
        ("wheelchair", vehicles.wheelchair, 0.9, (52, 140, 96)),
        ("robot", things.robot, 0.85, (120, 158, 172)),
        ("robot arm", things.robot, 1.25, (236, 126, 28)),
    ),
    **_all(
        "animal",
        ("cat", animals.cat, 0.42, (206, 138, 74)),
        ("dog", animals.dog, 0.46, (176, 128, 84)),
        ("bird", animals.bird, 0.3, (92, 132, 160)),
        ("flying bird", animals.flying_bird, 0.36, (40, 150, 140)),
        ("wader", animals.wader, 0.8, (228, 216, 212)),
        ("penguin", animals.penguin, 0.5, (42, 48, 66)),
        ("fish", animals.fish, 0.26, (64, 128, 170)),
        ("horse", animals.horse, 1.05, (136, 88, 58)),
        ("elephant", animals.elephant, 1.35, (140, 142, 152)),
        ("spider", animals.spider, 0.5, (78, 62, 70)),
        ("insect", animals.insect, 0.34, (240, 186, 48)),
        ("lemur", animals.lemur, 0.55, (142, 136, 136)),
        ("turtle", animals.turtle, 0.36, (106, 138, 78)),
        ("octopus", animals.octopus, 0.5, (190, 88, 96)),
        ("sheep", animals.sheep, 0.55, (240, 234, 222)),
        ("snail", animals.snail, 0.26, (186, 122, 78)),
    ),
    **_all(
        "goods",
        ("jug", tableware.jug, 1.0, (78, 132, 106)),
        ("kettle", tableware.kettle, 0.95, (158, 166, 174)),
        ("cup", tableware.cup, 0.52, (238, 232, 220)),
        ("bottle", tableware.bottle, 1.2, (46, 96, 78)),
        ("flask", tableware.flask, 0.9, (124, 84, 170)),
        ("pot", tableware.pot, 1.0, (196, 106, 62)),
        ("bowl", tableware.bowl, 0.56, (60, 96, 150)),
        ("plate", tableware.plate, 0.42, (240, 236, 228)),
        ("bread", tableware.bread, 0.56, (206, 148, 78)),
        ("cake", tableware.cake, 0.75, (246, 234, 220)),
        ("fruit", tableware.fruit, 0.42, (212, 72, 52)),
        ("pumpkin", tableware.pumpkin, 0.8, (226, 128, 44)),
        ("dumpling", tableware.dumpling, 0.46, (92, 136, 82)),
        ("basket", tableware.basket, 0.7, (220, 130, 70)),
        ("candle", tableware.candle, 0.7, (240, 228, 200)),
        ("tin", tableware.tin, 1.15, (222, 214, 196)),
        ("box", tableware.box, 1.0, (196, 158, 110)),
        ("crate", tableware.crate, 0.65, (150, 110, 72)),
        ("cloth", tableware.cloth, 0.3, (214, 130, 146)),
        ("whisk", tableware.whisk, 1.0, (150, 104, 64)),
        ("lute", instruments.lute, 1.5, (186, 118, 62)),
        ("drum", instruments.drum, 0.8, (178, 62, 54)),
        ("horn", instruments.horn, 0.7, (214, 170, 72)),
        ("accordion", instruments.accordion, 1.0, (188, 44, 52)),
        ("book", instruments.book, 0.62, (150, 58, 58)),
        ("sheet", instruments.sheet, 0.9, (206, 92, 66)),
        ("map", instruments.folding_map, 0.7, (120, 160, 120)),
        ("screen", instruments.screen, 1.1, (72, 128, 190)),
        ("umbrella", instruments.umbrella, 0.9, (206, 60, 66)),
        ("lantern", instruments.lantern, 0.7, (214, 52, 44)),
        ("clock", instruments.clock, 0.9, (186, 132, 62)),
        ("mirror", instruments.mirror, 1.2, (176, 132, 80)),
        ("mask", instruments.mask, 0.9, (196, 52, 48)),
        ("bulb", things.bulb, 1.2, (226, 118, 72)),
        ("telescope", things.telescope, 1.1, (92, 104, 132)),
        ("key", things.key, 0.7, (206, 164, 78)),
        ("hat", things.hat, 0.45, (222, 190, 122)),
        ("bell", things.bell, 0.8, (206, 164, 78)),
        ("wheel", things.wheel, 0.9, (214, 98, 62)),
        ("die", things.die, 0.5, (240, 236, 228)),
        ("ball", things.sphere, 0.36, (226, 116, 46)),
        ("radio", things.radio, 0.8, (176, 92, 66)),
        ("mushroom", plants.mushroom, 0.75, (196, 74, 56)),
        ("leaf", plants.leaf, 0.7, (92, 148, 82)),
        ("potted plant", plants.potted, 0.95, (196, 110, 74)),
        ("heart", nature.heart, 0.8, (206, 96, 92)),
        ("hand", people.hand, 0.7, (72, 104, 152)),
    ),
    **_all(
        "furniture",
        ("table", furniture.table, 0.45, (156, 108, 68)),
        ("stool", furniture.stool, 0.4, (164, 116, 70)),
        ("bench", furniture.cushion, 0.5, (226, 172, 60)),
        ("shelf", furniture.shelf, 1.25, (176, 74, 62)),
        ("lamp", furniture.lamp, 0.7, (236, 204, 128)),
        ("oven", furniture.oven, 0.95, (182, 104, 76)),
        ("stage", furniture.stage, 1.4, (172, 40, 48)),
        ("loom", things.loom, 1.15, (186, 60, 62)),
        ("coat", things.garment, 0.9, (70, 84, 138)),
        ("sign", instruments.board, 0.8, (46, 92, 72)),
        ("flag", things.flag, 1.0, (206, 60, 66)),
        ("fence", furniture.fence, 0.4, (196, 178, 150)),
        ("door", furniture.door, 1.25, (120, 74, 58)),
        ("fountain", furniture.fountain, 0.6, (168, 166, 160)),
        ("kite", things.kite, 0.8, (206, 60, 110)),
        ("rock", nature.rock, 0.4, (136, 134, 136)),
        ("street lamp", furniture.lamp, 1.5, (236, 204, 128)),
    ),
    **_all(
        "vehicle",
        ("car", vehicles.car, 0.8, (206, 76, 60)),
        ("bus", vehicles.bus, 1.2, (236, 186, 52)),
        ("train", vehicles.train, 1.2, (52, 84, 76)),
        ("bicycle", vehicles.bicycle, 0.65, (44, 110, 140)),
        ("boat", vehicles.boat, 1.2, (176, 74, 56)),
        ("rowing boat", vehicles.boat, 0.75, (204, 48, 44)),
        ("kayak", vehicles.boat, 0.42, (206, 60, 50)),
        ("ship", vehicles.boat, 1.1, (72, 100, 140)),
        ("plane", vehicles.plane, 0.5, (222, 224, 228)),
        ("rocket", vehicles.rocket, 1.4, (226, 228, 232)),
        ("balloon", vehicles.balloon, 1.2, (226, 84, 66)),
        ("sled", vehicles.sled, 0.6, (212, 166, 66)),
    ),
    **_all(
        "building",
        ("house", buildings.house, 1.7, (226, 204, 170)),
        ("shop", buildings.shop, 1.5, (196, 74, 62)),
        ("tower", buildings.tower, 2.2, (212, 190, 160)),
        ("temple", buildings.temple, 2.1, (182, 66, 52)),
        ("block", buildings.block, 2.4, (150, 160, 176)),
        ("church", buildings.church, 1.9, (222, 206, 180)),
        ("bridge", buildings.bridge, 0.8, (150, 136, 124)),
        ("tent", buildings.tent, 1.1, (232, 224, 206)),
        ("arch", buildings.arch, 1.7, (212, 186, 146)),
    ),
    **_all(
        "plant",
        ("tree", plants.tree, 1.6, (88, 142, 80)),
        ("pine", plants.pine, 1.7, (50, 106, 84)),
        ("palm", plants.palm, 1.6, (74, 142, 84)),
        ("flower", plants.flower, 0.5, (226, 98, 124)),
        ("cactus", plants.cactus, 0.8, (84, 144, 92)),
        ("crop", plants.crop, 0.4, (222, 182, 82)),
        ("bush", plants.bush, 0.4, (82, 134, 80)),
    ),
    **_all(
        "land",
        ("mountain", nature.mountain, 2.0, (112, 122, 146)),
        ("iceberg", nature.iceberg, 2.0, (166, 218, 222)),
        ("volcano", nature.volcano, 2.0, (92, 82, 84)),
        ("island", nature.island, 1.2, (150, 118, 88)),
        ("waterfall", nature.waterfall, 1.6, (120, 120, 112)),
        ("wave", nature.wave, 0.6, (58, 128, 160)),
    ),
    **_all(
        "sky",
        ("sun", nature.sun, 0.5, (250, 196, 72)),
        ("moon", nature.moon, 0.45, (244, 236, 206)),
        ("star", nature.star, 0.22, (250, 218, 110)),
        ("planet", nature.planet, 0.8, (222, 152, 106)),
        ("cloud", nature.cloud, 0.45, (244, 244, 246)),
        ("firework", things.firework, 0.9, (240, 128, 48)),
    ),
}


@lru_cache(maxsize=1024)
def drawn(name: str, look: Look) -> tuple[Parts, float]:
    """The drawing of a subject, and half its width; neither must be changed."""
    parts = SUBJECTS[name].draw(look)
    return parts, half_width(parts)
