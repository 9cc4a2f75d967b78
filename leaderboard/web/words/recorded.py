"""What workers recorded, in the reader's language; the API and logs have it in English."""

from __future__ import annotations

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leaderboard.domain.recorded.reading import read_message
from leaderboard.domain.recorded.times import read_day, read_moment
from leaderboard.web.words.times import day_text, moment_text

_DEEPEST = 6
_LONGEST = 4000
"""Characters. A longer text is not one of ours, and is shown unchanged."""

_NEXT_SENTENCE = re.compile(r"(?<=[.)]) (?=[A-Z])")


def recorded(text: str) -> str:
    """A recorded cause, reason or fault in the reader's language.

    Texts of others in it, such as an endpoint's own words, stay as they are, and so does a text that this version does
    not know.
    """
    if not text or len(text) > _LONGEST or (get_language() or "en").startswith("en"):
        return text
    return _translated(text, _DEEPEST) or text


def _translated(text: str, depth: int) -> str | None:
    """The text in the reader's language; None where no part of it is known."""
    if not depth:
        return None
    return _sentences(text, depth) or _message(text, depth)


def _message(text: str, depth: int) -> str | None:
    reading = read_message(text)
    if reading is None:
        # Parts are recorded without the full stop that ends a sentence.
        ended = text.endswith(".") and _message(text[:-1], depth)
        return _("%(sentence)s.") % {"sentence": ended} if ended else None
    values = {name: _time(value) or _translated(value, depth - 1) or value for name, value in reading.values.items()}
    return _(reading.message) % values


def _time(text: str) -> str | None:
    if moment := read_moment(text):
        return moment_text(moment)
    day = read_day(text)
    return day_text(day) if day else None


def _sentences(text: str, depth: int) -> str | None:
    """Several sentences that are known. A gap within quotes is one of somebody else's sentences."""
    for gap in _NEXT_SENTENCE.finditer(text):
        first, rest = text[: gap.start()], text[gap.end() :]
        if first.count('"') % 2 == 0 and (begun := _message(first, depth)) and (ended := _translated(rest, depth - 1)):
            return _("%(sentence)s %(next)s") % {"sentence": begun, "next": ended}
    return None
