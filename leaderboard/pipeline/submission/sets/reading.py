"""Reading the pictures of a set for their check."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial

from django.core.files.storage import default_storage

from leaderboard.domain.submission.bundle import Slot
from leaderboard.domain.submission.picture_check import PictureFile
from leaderboard.files.reading import LostFile
from leaderboard.models import PictureSet, SetPicture
from leaderboard.pipeline.submission.sets import files


def pictures_of(picture_set: PictureSet) -> Iterator[PictureFile]:
    """The pictures of a set that are on the site. Reading one raises LostFile if it is not there as it was sent."""
    paths = files.with_path(picture_set)
    for picture in picture_set.pictures.select_related("prompt"):
        path = paths.get(picture.sha256)
        if path is not None:
            slot = Slot(picture.prompt.key, picture.language, picture.sample)
            read = partial(_read, picture, path)
            yield PictureFile(slot, picture.name, picture.byte_size, read)


def _read(picture: SetPicture, path: str) -> bytes:
    try:
        with default_storage.open(path) as file:
            data: bytes = file.read(picture.byte_size + 1)
    except FileNotFoundError:
        raise LostFile(path, "it is missing") from None
    if hashlib.sha256(data).hexdigest() != picture.sha256:
        raise LostFile(path, f"its {len(data)} bytes are not those that were sent")
    return data
