"""A stored picture as the judge gets it."""

from __future__ import annotations

from django.core.files.storage import default_storage

from leaderboard.domain.images.redraw import JudgeImage, prepare_for_judge


def prepared(path: str, max_side: int) -> JudgeImage:
    """Read a picture from the storage and prepare it. Decodes it, so call it in turn (workers/process/decoding.py)."""
    with default_storage.open(path) as file:
        return prepare_for_judge(file.read(), max_side=max_side)
