"""The few Exif entries that Salon uses (CIPA DC-008), read within limits.

Own code because Pillow copies the content of every entry, and 65,535 entries may share one content of megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_PREFIX = b"Exif\0\0"
_MOST_ENTRIES = 1_000
_MOST_TEXT = 1_000
_ENTRY_BYTES = 12
_TEXT, _SHORT, _LONG = 2, 3, 4
_ORIENTATION, _DETAIL, _PLACE = 0x0112, 0x8769, 0x8825
_AS_STORED = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its type, its number of values, and where its four bytes lie that hold the value or point to it."""

    kind: int
    count: int
    at: int


Directory = dict[int, Entry]


class Exif:
    """Exif data; damaged entries count as missing. ``data`` with or without the prefix that JPEG files have."""

    def __init__(self, data: bytes) -> None:
        self._data = data.removeprefix(_PREFIX)
        self._order: Literal["little", "big"] = "little" if self._data.startswith(b"II") else "big"
        self.main = self._directory(self._number(4, 4)) if self._data[:2] in {b"II", b"MM"} else {}
        self.detail = self._directory(self._value(self.main.get(_DETAIL)))
        self.place = self._directory(self._value(self.main.get(_PLACE)))

    @property
    def orientation(self) -> int:
        """How viewers rotate the picture: 1 (as stored) to 8."""
        value = self._value(self.main.get(_ORIENTATION))
        return value if 1 <= value <= 8 else _AS_STORED

    def text(self, entry: Entry | None) -> str:
        """The beginning of an entry's text; "" for other entries and blank texts."""
        if entry is None or entry.kind != _TEXT:
            return ""
        length = min(entry.count, _MOST_TEXT)
        at = entry.at if entry.count <= 4 else self._number(entry.at, 4)
        return self._data[at : at + length].decode("latin-1").replace("\0", " ").strip()

    def _value(self, entry: Entry | None) -> int:
        if entry is None or entry.kind not in {_SHORT, _LONG}:
            return 0
        return self._number(entry.at, 2 if entry.kind == _SHORT else 4)

    def _directory(self, at: int) -> Directory:
        return dict(self._entries(at)) if at else {}

    def _entries(self, at: int) -> Iterator[tuple[int, Entry]]:
        for number in range(min(self._number(at, 2), _MOST_ENTRIES)):
            start = at + 2 + number * _ENTRY_BYTES
            if start + _ENTRY_BYTES > len(self._data):
                return
            kind, count = self._number(start + 2, 2), self._number(start + 4, 4)
            yield self._number(start, 2), Entry(kind, count, start + 8)

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self._data[at : at + size], self._order)
