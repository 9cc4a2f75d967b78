"""What a worker process has once, shared by all threads that run its tasks: an event loop and decoders."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import cache, wraps
from typing import TypeVar

Result = TypeVar("Result")


def once(make: Callable[..., Result]) -> Callable[..., Result]:
    """``functools.cache`` under a lock, so that two threads that ask at the same time get the same object."""
    cached = cache(make)
    lock = threading.Lock()

    @wraps(make)
    def get(*arguments: Hashable) -> Result:
        with lock:
            return cached(*arguments)

    return get
