"""Pictures are prepared for the judge a few at a time, however many threads judge."""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from leaderboard.domain.images.faults import ImageFault
from leaderboard.domain.images.redraw import prepare_for_judge
from leaderboard.domain.judging.profile import ImagePreparation
from leaderboard.files.reading import LostFile
from leaderboard.files.storage import WholeFileStorage
from tests.leaderboard.domain.pictures import png
from workers.process.decoding import prepare_stored

THREADS = 8
AS_STORED = ImagePreparation(1024, upright=False)


class CountingStorage(WholeFileStorage):
    """Counts how many files are being opened at the same time; opening takes a moment."""

    lock = threading.Lock()
    opening = 0
    most = 0

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        self._count(1)
        time.sleep(0.05)
        self._count(-1)
        return super().open(name, mode)

    @classmethod
    def _count(cls, step: int) -> None:
        with cls.lock:
            cls.opening += step
            cls.most = max(cls.most, cls.opening)


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_of_many_threads_two_read_and_prepare_at_a_time(settings: LazySettings) -> None:
    settings.STORAGES = {"default": {"BACKEND": f"{__name__}.CountingStorage"}}
    default_storage.save(name_of(png()), ContentFile(png()))
    with ThreadPoolExecutor(THREADS) as threads:
        images = list(threads.map(lambda _: prepare_stored(name_of(png()), AS_STORED), range(2 * THREADS)))
    assert images == [prepare_for_judge(png(), max_side=1024)] * (2 * THREADS)
    assert CountingStorage.most == 2


def test_what_cannot_be_prepared_is_told_to_the_thread_that_asked() -> None:
    default_storage.save(name_of(b"text"), ContentFile(b"text"))
    with pytest.raises(ImageFault, match="not a picture"):
        prepare_stored(name_of(b"text"), AS_STORED)
    with pytest.raises(LostFile, match="it is missing"):
        prepare_stored("nowhere", AS_STORED)
