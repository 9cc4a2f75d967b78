"""Pictures that are in no cache: drawn once per prompt, and changed a little for each use."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PIL import Image

from leaderboard.models import Prompt
from tests.bench.planned import drawn, png, store

_PATCH = (16, 16)  # px


def demo_prompts() -> list[Prompt]:
    """The prompts of the demo suite, a tenth of the core suite's, in order."""
    return list(Prompt.objects.filter(suite__key="demo").select_related("suite").order_by("position"))


class Drawings:
    """A picture for each prompt."""

    def __init__(self, prompts: Sequence[Prompt], side: int) -> None:
        self.prompts = prompts
        self._drawn = [drawn(prompt.texts["en"], side) for prompt in prompts]

    def fresh_files(self) -> list[bytes]:
        """The pictures' files, with a patch of noise in a corner that makes each of them new."""
        return [png(_changed(picture)) for picture in self._drawn]

    def fresh(self) -> list[tuple[Prompt, str]]:
        """The prompts, each with the SHA-256 of a newly stored picture."""
        return [(prompt, store(file)) for prompt, file in zip(self.prompts, self.fresh_files(), strict=True)]


def _changed(picture: Image.Image) -> Image.Image:
    changed = picture.copy()
    changed.paste(Image.frombytes("RGB", _PATCH, os.urandom(3 * _PATCH[0] * _PATCH[1])), (0, 0))
    return changed
