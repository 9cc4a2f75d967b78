"""Where cached pages are kept: three shelves with memory of their own, so that strangers cannot empty them all.

Anybody can think up addresses that show a page: numbers of pages, filters, names of the host with any port. Such pages
only take each other's place. So do pictures, which are expensive to draw.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Hashable
from typing import NamedTuple

from cachetools import LRUCache

from leaderboard.pagecache.bodies import Body

_PICTURES = (".png", ".svg")
_SHARES = {"pages": 5, "variants": 2, "pictures": 1}
"""Eighths of the memory."""

_ENTRY_BYTES = 1000
"""Memory of an entry besides its texts: the objects that hold them, and its place in the cache."""


class Key(NamedTuple):
    """Everything in a request that a cached page depends on."""

    host: str
    scheme: str
    path: str
    query: str

    @property
    def size(self) -> int:
        return sum(map(len, self))


class CachedPage(NamedTuple):
    """A page, the edition of the site from which it was made, and when, in seconds of the monotonic clock."""

    body: Body
    edition: Hashable
    made_at: float


class Shelves:
    """Pages by key; of each shelf, the least recently used leave first. Safe to use from several threads.

    Args:
        max_bytes: memory of all shelves together.
        own_hosts: the names under which the site is meant to be read.
    """

    def __init__(self, max_bytes: int, own_hosts: Collection[str] = ()) -> None:
        self._own_hosts = frozenset(own_hosts)
        self._lock = threading.Lock()
        self._shelves: dict[str, LRUCache[Key, tuple[CachedPage, int]]] = {
            name: LRUCache(max_bytes * share // sum(_SHARES.values()), getsizeof=lambda entry: entry[1])
            for name, share in _SHARES.items()
        }

    def get(self, key: Key) -> CachedPage | None:
        """The page, which counts as used now."""
        with self._lock:
            entry = self._shelf(key).get(key)
        return entry[0] if entry else None

    def put(self, key: Key, page: CachedPage) -> None:
        """Keep the page, unless it is larger than its shelf."""
        size = page.body.size + key.size + _ENTRY_BYTES
        shelf = self._shelf(key)
        with self._lock:
            if size <= shelf.maxsize:
                shelf[key] = page, size

    def drop(self, key: Key) -> None:
        """Forget the page, if it is there."""
        with self._lock:
            self._shelf(key).pop(key, None)

    @property
    def size(self) -> int:
        """Bytes of memory in use."""
        return int(sum(shelf.currsize for shelf in self._shelves.values()))

    def __len__(self) -> int:
        return sum(map(len, self._shelves.values()))

    def _shelf(self, key: Key) -> LRUCache[Key, tuple[CachedPage, int]]:
        return self._shelves[self._name(key)]

    def _name(self, key: Key) -> str:
        if key.path.endswith(_PICTURES):
            return "pictures"
        # "/models/007/" shows model 7 once more.
        is_plain = not key.query and key.host in self._own_hosts and "/0" not in key.path
        return "pages" if is_plain else "variants"
