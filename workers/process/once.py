"""Things a worker process holds once, whichever of its threads asks first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import cache, wraps
from typing import TypeVar

Result = TypeVar("Result")


def once(make: Callable[..., Result]) -> Callable[..., Result]:
    """``functools.cache`` under a lock: without it, two threads that ask at the same time make two of the thing."""
    kept = cache(make)
    lock = threading.Lock()

    @wraps(make)
    def get(*arguments: Hashable) -> Result:
        with lock:
            return kept(*arguments)

    return get
