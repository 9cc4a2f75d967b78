"""Words for places, times of day, views and kinds of picture, in English and Chinese, from ``settings.txt``."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_WORDS = Path(__file__).with_name("settings.txt")


@lru_cache(maxsize=1)
def _rows() -> dict[tuple[str, str], re.Pattern[str]]:
    """(what, value) → the pattern of its words; a line's alternatives are separated by "/"."""
    rows: dict[tuple[str, str], re.Pattern[str]] = {}
    for row in _WORDS.read_text("utf-8").splitlines()[1:]:
        name, english, chinese = (cell.strip().replace("/", "|") for cell in row.split(" | "))
        what, value = name.split(" ", 1)
        rows[what, value] = re.compile(rf"\b(?:{english})(?:s|es)?\b|{chinese}", re.IGNORECASE)
    return rows


@lru_cache(maxsize=8)
def patterns(what: str) -> dict[str, re.Pattern[str]]:
    """The patterns of all places, lights or views, by value. Of those that begin at about the same point of a text,
    the first one counts."""
    return {value: pattern for (kind, value), pattern in _rows().items() if kind == what}


def is_kind(kind: str, text: str) -> bool:
    """Whether a text asks for this kind of picture: "panels", "screens", "charts", "sheets", "posters", "packshots"."""
    return bool(patterns("kind")[kind].search(text))
