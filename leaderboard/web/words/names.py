"""Authors' texts beside other text: each keeps its own direction, so that an Arabic name reorders nothing."""

from __future__ import annotations

import unicodedata

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from leaderboard.domain.texts import shown_line

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END = "\u2068", "\u2069"


def bdi(text: object) -> SafeString:
    """An author's text in HTML; "" stays ""."""
    line = shown_line(str(text))
    return format_html("<bdi>{}</bdi>", line) if line else SafeString("")


def isolated(text: object) -> str:
    """An author's text where no element can stand: in attributes, titles and labels of charts."""
    line = shown_line(str(text))
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return f"{_ISOLATE}{line}{_END}"
    return line


def sentence_html(template: str, **values: str | int | float) -> SafeString:
    """A translated sentence with ``%(name)s`` in it, filled with names as ``bdi`` gives them and with other values.

    ``template`` is our own text; every value that is not HTML already is escaped.
    """
    safe = {
        name: value if isinstance(value, int | float) else conditional_escape(value) for name, value in values.items()
    }
    return mark_safe(template % safe)  # noqa: S308  # escaped above
