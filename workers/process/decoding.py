"""Reading and decoding pictures: on two threads per worker process, however many tasks it runs."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import connection

from leaderboard.decoding.pictures import prepared_for_judge
from leaderboard.decoding.pool import DECODERS
from leaderboard.domain.images.redraw import JudgeImage
from leaderboard.domain.judging.profile import ImagePreparation
from leaderboard.files.reading import read_stored

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_threads = ThreadPoolExecutor(DECODERS, thread_name_prefix="decode")
"""Dozens of threads run tasks; this is how many of their pictures are in memory at once. Two decoders prepare about 20
pictures of a megapixel per second, which is 100 judge calls: more than a judge on one GPU answers. Threads of their own
and no semaphore, because the allocator keeps some freed memory for each thread that has read a picture."""


def in_turn(function: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
    """Call a function that has a picture decoded as soon as one of the two threads is free, and wait for its result.

    The caller's database connection goes back to the pool meanwhile. What the function raises is raised here.
    """
    connection.close()
    here = contextvars.copy_context()  # what is logged there belongs to the same task
    return _threads.submit(partial(here.run, function, *arguments, **options)).result()


def prepare_stored(path: str, preparation: ImagePreparation) -> JudgeImage:
    """Read a picture from the storage and prepare it for the judge, in turn.

    Raises:
        LostFile, StorageAway: when the storage does not give the bytes that were stored.
        ImageFault: when they cannot be decoded after all.
    """
    return in_turn(_prepare, path, preparation)


def _prepare(path: str, preparation: ImagePreparation) -> JudgeImage:
    return prepared_for_judge(read_stored(path), max_side=preparation.max_side, upright=preparation.upright)
