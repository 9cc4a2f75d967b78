"""A file made of parts that are stored elsewhere; it can be read from any offset without the parts before it."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FilePart:
    """``size`` bytes that ``open`` returns."""

    size: int
    open: Callable[[], BinaryIO]


def bytes_part(data: bytes) -> FilePart:
    """A part in memory."""
    return FilePart(len(data), lambda: io.BytesIO(data))


class JoinedFile(io.RawIOBase):
    """The parts one after the other, read-only. At most one of them is open at a time."""

    def __init__(self, parts: Sequence[FilePart]) -> None:
        self._parts = [part for part in parts if part.size]
        self._starts = [0, *accumulate(part.size for part in self._parts)]
        self._at = 0
        self._opened: tuple[int, BinaryIO] | None = None

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return self._starts[-1]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Set the offset of the next read."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """The next bytes up to the end of a part; b"" at the end of the file.

        Raises:
            OSError: if a part is shorter than its size.
        """
        if self._at >= self.size or size == 0:
            return b""
        number = bisect_right(self._starts, self._at) - 1
        left = self._starts[number + 1] - self._at
        file = self._open(number)
        file.seek(self._at - self._starts[number])
        data = file.read(left if size < 0 else min(size, left))
        if not data:
            raise OSError(f"part {number} ends {left} bytes before its {self._parts[number].size} bytes")
        self._at += len(data)
        return data

    def close(self) -> None:
        """Close the part that is open."""
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None
        super().close()

    def _open(self, number: int) -> BinaryIO:
        if self._opened is None or self._opened[0] != number:
            if self._opened is not None:
                self._opened[1].close()
            self._opened = number, self._parts[number].open()
        return self._opened[1]
