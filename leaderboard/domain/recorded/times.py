"""Times within recorded sentences: written in English, and read again to be shown in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime

_DAY = "%d %b %Y"
_MOMENT = f"{_DAY}, %H:%M UTC"


def moment(value: datetime) -> str:
    """A time: "6 Dec 2026, 14:05 UTC"."""
    return value.astimezone(UTC).strftime(_MOMENT).removeprefix("0")


def day(value: datetime) -> str:
    """A day: "6 Dec 2026"."""
    return value.astimezone(UTC).strftime(_DAY).removeprefix("0")


def read_moment(text: str) -> datetime | None:
    """The time that ``moment`` wrote; None for any other text."""
    return _read(text, _MOMENT)


def read_day(text: str) -> datetime | None:
    """The day that ``day`` wrote; None for any other text."""
    return _read(text, _DAY)


def _read(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None
