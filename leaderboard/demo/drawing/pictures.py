"""Pictures for the sample generator and the demo: small composed scenes of any quality.

The prompt decides the scene, the quality the defects. Low quality shows what weak generators do: low real resolution,
soft edges, noise, flat light, muddy colours, missing colours of the prompt, a misplaced subject.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from leaderboard.demo.drawing.backdrop import paint_backdrop
from leaderboard.demo.drawing.plan import Scene, Thing, plan_scene, scene_generator
from leaderboard.demo.drawing.sprites import coloured, contact_shadow, sprite

MIN_SIDE = 64
MAX_SIDE = 2048
_MUD = np.array((116, 106, 92), dtype=np.float32)


def draw_picture(prompt: str, *, width: int, height: int, quality: float, variant: int = 0) -> Image.Image:
    """Draw an RGB picture of ``width`` × ``height`` px (64 to 2048 each) with a ``quality`` from 0 to 1.

    The same arguments give the same pixels. Another ``variant`` gives another scene for the same prompt.

    Raises:
        ValueError: when a size or the quality is out of range.
    """
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise ValueError(f"size is {width}x{height}; each side must be from {MIN_SIDE} to {MAX_SIDE} px")
    if not 0 <= quality <= 1:
        raise ValueError(f"quality is {quality}; it must be from 0 to 1")
    rng = scene_generator(prompt, variant)
    scene = plan_scene(prompt, rng, aspect=width / height)
    # Drawn after the plan, so that the scene itself does not depend on the quality.
    luck = rng.uniform(size=len(scene.things))
    quality = _on_the_day(quality, float(rng.uniform(-1, 1)))
    scene = _degraded_scene(scene, quality, luck)
    real_share = min(1.0, 0.3 + 0.78 * quality)
    real_size = (max(32, round(width * real_share)), max(32, round(height * real_share)))
    picture = _render(scene, rng, real_size)
    return _with_defects(picture, rng, quality, (width, height))


def _on_the_day(quality: float, luck: float) -> float:
    """The quality of this picture: no generator is equally good every time. ``luck`` runs from −1 to 1.

    It differs by at most 0.12, in the middle of the range, and not at all at its ends. For equal luck it grows with
    ``quality``, so a better generator still draws the same scene better.
    """
    return quality + 0.48 * luck * quality * (1 - quality)


def _degraded_scene(scene: Scene, quality: float, luck: npt.NDArray[np.float64]) -> Scene:
    """Leave out named colours and push everything towards a corner; more so, the lower the quality."""
    slip = (1 - quality) ** 2 * 0.32
    direction = 1 if luck[0] < 0.5 else -1
    things = []
    for thing, chance in zip(scene.things, luck, strict=True):
        keeps_colour = not thing.named or chance < 0.15 + 0.95 * quality
        grey = sum(thing.rgb) / 3 * 0.5 + 62
        rgb = thing.rgb if keeps_colour else (round(grey * 1.04), round(grey), round(grey * 0.94))
        things.append(replace(thing, rgb=rgb, x=thing.x + direction * slip, foot=thing.foot + slip * 0.5))
    return replace(scene, things=tuple(things))


def _render(scene: Scene, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    width, height = size
    canvas = paint_backdrop(scene, rng, width=width, height=height)
    picture = Image.fromarray(np.clip(canvas + 0.5, 0, 255).astype(np.uint8))
    for thing in scene.things:
        _place(picture, thing, scene)
    return picture


def _place(picture: Image.Image, thing: Thing, scene: Scene) -> None:
    side = max(8, round(thing.size * picture.height))
    left = round(picture.width / 2 + thing.x * picture.height - side / 2)
    foot = round(thing.foot * picture.height)
    shadow = contact_shadow().resize((round(side * 1.15), max(2, side // 4)))
    # The light comes from the upper left, so the shadow lies to the right.
    picture.paste((16, 20, 34), (left + side // 12, foot - side // 8), shadow)
    scaled = sprite(thing.shape).scaled(side)
    picture.paste(coloured(scaled.shade, thing.rgb, scene.mood.light), (left, foot - side), scaled.mask)


def _with_defects(picture: Image.Image, rng: np.random.Generator, quality: float, size: tuple[int, int]) -> Image.Image:
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    lack = 1 - quality
    if lack > 0.15:
        picture = picture.filter(ImageFilter.GaussianBlur(lack**2 * 1.6 * min(size) / 512))
    if lack == 0:
        return picture
    values = np.asarray(picture, dtype=np.float32)
    # Flat light: towards the mean; muddy colours: towards a brownish grey.
    values = values + (values.mean() - values) * (lack**1.5 * 0.5)
    values += (_MUD - values) * (lack**1.5 * 0.55)
    sigma = lack**2 * 15
    values += rng.standard_normal(values.shape, dtype=np.float32) * np.float32(sigma)
    return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))
