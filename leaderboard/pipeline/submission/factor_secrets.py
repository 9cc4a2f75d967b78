"""The secrets of second factors, encrypted at rest with KEY_SECRET: an app's, and the seed of recovery codes.

Earlier versions stored them as they are; ``manage.py rotate_keys`` seals those, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from leaderboard.pipeline.submission import keys

_MARK: Final = "sealed:"
"""No secret begins with it: those of apps are in base 32 (capitals), seeds are hexadecimal, and codes are digits."""

_SECRETS: Final = ("secret", "seed")


def seal(text: str) -> str:
    """Encrypt a secret."""
    return _MARK + keys.seal_text(text).decode()


def opened(stored: str) -> str:
    """A stored secret, sealed or not.

    Raises:
        KeyUnreadable: if it was sealed under another KEY_SECRET.
    """
    return keys.open_text(stored.removeprefix(_MARK).encode()) if stored.startswith(_MARK) else stored


def sealed_again(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """A factor's data with its secrets sealed with KEY_SECRET; None if they already are.

    Raises:
        KeyUnreadable: if neither KEY_SECRET nor a former one opens them.
    """
    changes: dict[str, Any] = {}
    for name in _SECRETS:
        again = _again(data[name]) if name in data else None
        if again is not None:
            changes[name] = again
    return {**data, **changes} if changes else None


def _again(stored: str) -> str | None:
    if not stored.startswith(_MARK):
        return seal(stored)
    again = keys.sealed_again(stored.removeprefix(_MARK).encode())
    return None if again is None else _MARK + again.decode()
