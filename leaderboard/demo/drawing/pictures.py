"""Pictures for the sample generator and the demo: what a prompt asks for, in one of several hands, of any quality.

The prompt is read by rules (``reading``), planned as a composition of shapes (``scenes``, ``subjects``), drawn in flat
colours (``raster``) and finished by a hand (``hands``). Low quality makes the errors of weak generators: low real
resolution, soft edges, noise, muddy colours, wrong counts and colours, misplaced subjects, garbled lettering.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
from PIL import Image, ImageFilter

from leaderboard.demo.drawing.hands.registry import HANDS
from leaderboard.demo.drawing.lettering import garbled
from leaderboard.demo.drawing.raster import rasterise
from leaderboard.demo.drawing.reading.reading import read
from leaderboard.demo.drawing.scenes.casting import Slips
from leaderboard.demo.drawing.scenes.pages import plan_picture
from leaderboard.demo.drawing.scenes.scene import Scene

MIN_SIDE = 64
MAX_SIDE = 2048
DEFAULT_HAND = "flat"
_MUD = np.array((116, 106, 92), dtype=np.float32)


def draw_picture(
    prompt: str, *, width: int, height: int, quality: float, variant: int = 0, hand: str = DEFAULT_HAND
) -> Image.Image:
    """Draw an RGB picture of ``width`` × ``height`` px (64 to 2048 each) with a ``quality`` from 0 to 1.

    The same arguments give the same pixels; lettering beyond ASCII also depends on the machine's fonts. Another
    ``variant`` or ``hand`` (a name in HANDS) gives another composition for the same prompt.

    Raises:
        ValueError: when a size or the quality is out of range, or there is no such hand.
    """
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise ValueError(f"size is {width}x{height}; each side must be from {MIN_SIDE} to {MAX_SIDE} px")
    if not 0 <= quality <= 1:
        raise ValueError(f"quality is {quality}; it must be from 0 to 1")
    if hand not in HANDS:
        raise ValueError(f"hand is {hand!r}; it must be one of {', '.join(HANDS)}")
    rng = _generator(prompt, variant, hand)
    luck = float(rng.uniform(-1, 1))
    quality = _on_the_day(quality, luck)
    slips = _slips(quality)
    scene = plan_picture(read(prompt), width / height, np.random.default_rng(int(rng.integers(1 << 62))), slips)
    scene = _with_garbled_letters(scene, rng, slips.lettering)
    real_share = min(1.0, 0.3 + 0.78 * quality)
    real_size = (max(32, round(width * real_share)), max(32, round(height * real_share)))
    picture = HANDS[hand](rasterise(scene, real_size), rng)
    return _with_defects(picture, rng, quality, (width, height))


def _generator(prompt: str, variant: int, hand: str) -> np.random.Generator:
    """The seeded source of all randomness in one picture."""
    digest = hashlib.sha256(f"{variant}\n{hand}\n{prompt}".encode("utf-8", "replace")).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def _on_the_day(quality: float, luck: float) -> float:
    """The quality of this picture: no generator is equally good every time. ``luck`` runs from −1 to 1.

    It differs by at most 0.12, in the middle of the range, and not at all at its ends. For equal luck it grows with
    ``quality``, so a better generator still draws the same scene better.
    """
    return quality + 0.48 * luck * quality * (1 - quality)


def _slips(quality: float) -> Slips:
    """How probable each error is; none from a quality of 0.88 on."""
    lack = max(0.0, 0.88 - quality)
    return Slips(count=lack * 0.9, colour=lack * 0.95, place=lack**2, lettering=lack * 0.7)


def _with_garbled_letters(scene: Scene, rng: np.random.Generator, amount: float) -> Scene:
    letterings = tuple(replace(line, text=garbled(line.text, rng, amount)) for line in scene.letterings)
    return replace(scene, letterings=letterings)


def _with_defects(picture: Image.Image, rng: np.random.Generator, quality: float, size: tuple[int, int]) -> Image.Image:
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    lack = 1 - quality
    if lack > 0.15:
        picture = picture.filter(ImageFilter.GaussianBlur(lack**2 * 1.6 * min(size) / 512))
    if lack < 0.08:
        return picture  # nothing to be seen
    values = np.asarray(picture, dtype=np.float32)
    # Flat light: towards the mean; muddy colours: towards a brownish grey.
    values = values + (values.mean() - values) * (lack**1.5 * 0.5)
    values += (_MUD - values) * (lack**1.5 * 0.55)
    sigma = lack**2 * 10
    if sigma > 0.4:
        values += rng.standard_normal(values.shape[:2], dtype=np.float32)[..., None] * np.float32(sigma)
    return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))
