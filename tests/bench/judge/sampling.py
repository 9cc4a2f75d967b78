"""Sampling something repeatedly while something else runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx

Seen = TypeVar("Seen")


@contextmanager
def sampled(look: Callable[[], Seen], *, every_s: float) -> Iterator[list[Seen]]:
    """A list to which the results of ``look`` are added while the block runs."""
    samples: list[Seen] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(every_s):
            try:
                samples.append(look())
            except httpx.TransportError:
                continue  # the machine is busy, so a reply may be late; this sample is left out

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield samples
    finally:
        ended.set()
        watcher.join()
