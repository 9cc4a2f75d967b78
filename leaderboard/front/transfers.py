"""Bodies and downloads under way, counted per client address: none may have too many at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class TooManyTransfers(Exception):
    """The address has as many bodies and downloads under way as it may."""


class Transfers:
    """Used from the event loop's thread only."""

    def __init__(self, per_address: int) -> None:
        self._per_address = per_address
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """Count one more for as long as the context lasts.

        Raises:
            TooManyTransfers: nothing is counted then.
        """
        if self._under_way[address] >= self._per_address:
            raise TooManyTransfers
        self._under_way[address] += 1
        try:
            yield
        finally:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]
