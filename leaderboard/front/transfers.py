"""Bodies and downloads under way, counted per client address: none may have too many at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from leaderboard.domain.translatable import gettext_noop
from leaderboard.front.refusals import Refused

_TOO_MANY = gettext_noop(
    "Too many uploads and downloads from your address are under way. Wait until one of them has ended."
)
_RETRY_AFTER_S = 10


class Transfers:
    """Used from the event loop's thread only."""

    def __init__(self, per_address: int) -> None:
        self._per_address = per_address
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """Count one more for as long as the context lasts.

        Raises:
            Refused: nothing is counted then.
        """
        if self._under_way[address] >= self._per_address:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY, _RETRY_AFTER_S)
        self._under_way[address] += 1
        try:
            yield
        finally:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]
