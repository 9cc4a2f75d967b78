"""From a recorded text back to its message and the values in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from leaderboard.domain.recorded import bundles, checks, endpoints, gates, judging, pictures, runs, uploads, webhooks

MESSAGES = (
    *(*pictures.MESSAGES, *bundles.MESSAGES, *endpoints.MESSAGES),
    *(*judging.MESSAGES, *checks.MESSAGES, *runs.MESSAGES, *uploads.MESSAGES),
    *(*webhooks.MESSAGES, *gates.MESSAGES),
)

NUMBER = r"-?[\d,.]*\d"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


NUMBERS = frozenset(
    {
        *("announced", "asked", "bad", "calls", "content", "count", "days", "equal", "files", "first", "frames"),
        *("free", "height", "hours", "items", "kept", "last", "length", "line", "most", "needed", "number"),
        *("pictures", "place", "read", "reasoning", "replies", "scans", "seconds", "sent", "status", "tries"),
        *("unreadable", "width", "wrong"),
    }
)
"""The placeholders for numbers, so that a sentence before one is not taken for a part of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message and the values of its placeholders, which may be recorded texts themselves."""

    message: str
    values: dict[str, str]


def read_message(text: str) -> Reading | None:
    """The message that reads as this text; of several the one with the most words of its own. None without one."""
    for message, fixed, pattern in _patterns():
        # Looking for the fixed parts first keeps hostile texts away from the pattern.
        if all(part in text for part in fixed) and (match := pattern.fullmatch(text)):
            return Reading(message, match.groupdict())
    return None


@cache
def _patterns() -> list[tuple[str, tuple[str, ...], re.Pattern[str]]]:
    """Each message with its fixed parts and the pattern of its texts; those with the longest fixed parts first."""
    patterns = []
    for message in MESSAGES:
        fixed = tuple(_PLACEHOLDER.split(message)[::2])
        names = _PLACEHOLDER.findall(message)
        groups = [f"(?P<{name}>{NUMBER if name in NUMBERS else '.*?'})" for name in names]
        source = "".join(re.escape(part) + group for part, group in zip(fixed, [*groups, ""], strict=True))
        patterns.append((message, fixed, re.compile(source, re.DOTALL)))
    return sorted(patterns, key=lambda entry: -sum(map(len, entry[1])))
