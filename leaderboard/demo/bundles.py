"""The demo's two bundles: a good one, and one that is broken on purpose in every way that the report names."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from leaderboard.demo.drawing.pictures import draw_picture

_SIDE = 512
_QUALITY, _HAND = 0.6, "riso"


def good_bundle(path: Path, prompts: Sequence[dict[str, Any]], languages: Sequence[str]) -> Path:
    """Draw one picture per prompt and language into a zip file, unless it exists already."""
    if not path.exists():
        draft = path.with_suffix(".draft")
        with zipfile.ZipFile(draft, "w") as bundle:
            bundle.writestr("manifest.json", json.dumps({"made by": "the demo", "quality": _QUALITY}))
            for name, data in _pictures(prompts, languages):
                bundle.writestr(name, data)
        draft.rename(path)
    return path


def broken_bundle(path: Path, prompts: Sequence[dict[str, Any]], language: str) -> Path:
    """Write a zip file with one fault of each common kind, and with many pictures missing."""
    prompt_keys = [prompt["key"] for prompt in prompts]
    fine = png(draw_picture(prompts[0]["texts"][language], width=_SIDE, height=_SIDE, quality=_QUALITY, hand=_HAND))
    frames = [Image.new("RGB", (_SIDE, _SIDE), colour) for colour in ("red", "blue")]
    animation = io.BytesIO()
    frames[0].save(animation, "PNG", save_all=True, append_images=frames[1:])
    files = {
        f"{prompt_keys[0]}.{language}.png": fine,
        f"{prompt_keys[1]}.{language}.png": fine,
        f"{prompt_keys[2]}.{language}.png": fine[: len(fine) // 2],
        f"{prompt_keys[3]}.{language}.png": png(Image.new("RGB", (17, 9))),
        f"{prompt_keys[4]}.{language}.png": b"this is a text file that calls itself a picture",
        f"{prompt_keys[5]}.{language}.png": animation.getvalue(),
        f"{language}/{prompt_keys[0]}.png": fine,
        "unknown-prompt.png": fine,
        "../outside.png": fine,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return path


def _pictures(prompts: Sequence[dict[str, Any]], languages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for language in languages:
        for prompt in prompts:
            text = prompt["texts"][language]
            picture = draw_picture(text, width=_SIDE, height=_SIDE, quality=_QUALITY, hand=_HAND)
            yield f"{prompt['key']}.{language}.png", png(picture)


def png(picture: Image.Image) -> bytes:
    """The picture as a PNG file."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
