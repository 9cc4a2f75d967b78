"""Collecting the faults of a file of many lines; a fault that occurs on many lines is reported once."""

from __future__ import annotations

from collections.abc import Iterable


class FaultBook:
    """The faults of one file, each with the first line on which it occurs."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[str, list[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, line: int, faults: Iterable[str]) -> None:
        """Note the faults of a line; line 0 is the file as a whole."""
        for fault in faults:
            self._lines.setdefault(fault, []).append(line)

    def told(self) -> list[str]:
        """Every fault by file and line, in the order of the lines."""
        ordered = sorted((min(lines), fault, len(lines) - 1) for fault, lines in self._lines.items())
        return [
            f"{self._name}{f':{line}' if line else ''}: {fault}{f' (and on {more} further lines)' if more else ''}"
            for line, fault, more in ordered
        ]
