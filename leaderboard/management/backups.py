"""Output that the backup commands share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_SHOWN = 20


def size_of(byte_size: int) -> str:
    """In MiB."""
    return f"{byte_size / 2**20:,.1f} MiB"


def listed(lines: Sequence[str]) -> Iterator[str]:
    """The first lines, and the number of the others."""
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"… and {len(lines) - _SHOWN} more"
