"""A file that is read in ranges from where it is, with a limited part of it in memory."""

from __future__ import annotations

import io
from collections.abc import Callable

FIRST_BYTES = 512 * 1024
"""Read when a file is opened, which also tells its size: most pictures need no second request."""

LEAST_AHEAD, MOST_AHEAD = 64 * 1024, 2 * 1024 * 1024
"""Bytes that are read at least. After a jump little is read; the next block in sequence is twice as large."""


class RangedFile(io.RawIOBase):
    """Read-only and seekable; one block of at most ``MOST_AHEAD`` bytes is kept, unless a read asks for more.

    A zip is read with its directory first and then entry by entry. A file of any size can so be checked, or sent to a
    slow reader, in constant memory and with connections that are used briefly.

    Args:
        first: the beginning of the file, at most ``FIRST_BYTES``.
        size: of the whole file.
        fetch: called with a start and a length within the file; returns exactly those bytes, or raises OSError.
    """

    def __init__(self, first: bytes, size: int, fetch: Callable[[int, int], bytes]) -> None:
        self.size = size
        self._fetch = fetch
        self._block, self._start = first, 0
        self._ahead = LEAST_AHEAD
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Set the offset of the next read; nothing is fetched."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, or all that are left; fewer only at the end of the file."""
        left = max(0, self.size - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        begun = self._kept(wanted)
        self._at += len(begun)
        if len(begun) == wanted:
            return begun
        self._load(wanted - len(begun))
        rest = self._kept(wanted - len(begun))
        self._at += len(rest)
        return begun + rest

    def close(self) -> None:
        """Give the memory back."""
        self._block = b""
        super().close()

    def _kept(self, wanted: int) -> bytes:
        """What the block holds of the next bytes."""
        offset = self._at - self._start
        return self._block[offset : offset + wanted] if 0 <= offset < len(self._block) else b""

    def _load(self, wanted: int) -> None:
        is_next = self._at == self._start + len(self._block)
        self._ahead = min(self._ahead * 2, MOST_AHEAD) if is_next else LEAST_AHEAD
        length = min(max(wanted, self._ahead), self.size - self._at)
        self._block, self._start = b"", self._at
        self._block = self._fetch(self._at, length)
