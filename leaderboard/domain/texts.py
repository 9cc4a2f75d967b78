"""Texts that people enter: accepted characters, stored form, and how older texts are shown.

Refused are control characters, half surrogate pairs, noncharacters (XML and PostgreSQL cannot hold all of these), and
the characters that change the direction of all following text. Direction marks and joiners stay: names in Arabic,
Persian or Hindi and many emoji need them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

from leaderboard.domain.translatable import gettext_noop

MOST_SHOWN = 80

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: unclosed ones reorder the text that follows (UAX #9)."""

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Characters that count as letters or symbols but are invisible: Hangul fillers, the empty Braille cell, the null
note.
"""

_INVISIBLE_ENDS = "\ufeff\u200b\u2060"
"""A byte order mark and spaces of no width, which copying can add."""

_BREAKS = frozenset("\n\r\t\x85")
_SEPARATORS = frozenset("\u2028\u2029")
_PLACEHOLDER = "\N{REPLACEMENT CHARACTER}"


class FieldFault(ValueError):
    """A value that is refused: what was found and what is expected.

    ``said`` and ``expected`` are templates, filled from ``found``, so that the pages can translate them first.
    """

    def __init__(self, said: str, expected: str, **found: object) -> None:
        self.said, self.expected, self.found = said, expected, found
        super().__init__(self.message(str))

    def message(self, translate: Callable[[str], str]) -> str:
        """The sentences for a person."""
        return f"{translate(self.said)} {translate(self.expected)}" % self.found


def read_name(text: str) -> str:
    """A text of one line in its stored form: in normal form C, without white space around it.

    Raises:
        FieldFault: if a character is refused, or if no character is visible.
    """
    line = read_line(text)
    if not line:
        raise FieldFault(
            gettext_noop("“%(text)s” holds nothing that can be seen."),
            gettext_noop("At least one letter, digit or sign is expected."),
            text=quoted(text),
        )
    return line


def read_line(text: str) -> str:
    """As ``read_name``; a text without any visible character becomes ""."""
    check_line(text.strip().strip(_INVISIBLE_ENDS))
    return _normal(text)


def read_paragraphs(text: str) -> str:
    r"""As ``read_line``, for a text of several lines; line ends become "\n"."""
    check_paragraphs(text)
    return _normal(text.replace("\r\n", "\n").replace("\r", "\n"))


def read_link(text: str) -> str:
    """An absolute web address in its stored form, or "".

    Raises:
        FieldFault: unless it begins with http:// or https://, names a host, and can be used in a page unchanged.
    """
    link = read_line(text)
    if link and not _is_link(link):
        raise FieldFault(
            gettext_noop("“%(text)s” is not a web address."),
            gettext_noop("One such as https://example.org/model is expected."),
            text=quoted(text),
        )
    return link


def may_fit(text: str, most: int) -> bool:
    """Whether a text can have at most ``most`` characters after reading: normal form C joins up to four into one.

    Other texts are left to the check of the length, because reading costs time for each character.
    """
    return len(text) <= 4 * most


def check_line(text: str) -> None:
    """Refuse a text of one line with a character that cannot be shown; the text itself is not changed.

    Raises:
        FieldFault: naming the character.
    """
    _check(text, _BREAKS | _SEPARATORS, gettext_noop("Plain text of one line is expected."))


def check_paragraphs(text: str) -> None:
    """As ``check_line``, for a text with line breaks and tabs."""
    _check(text, frozenset(), gettext_noop("Plain text is expected."))


def shown(text: str) -> str:
    """A text of any origin without what ``check_paragraphs`` refuses; "\ufffd" if nothing visible is left of it.

    Rows of earlier versions, and those written past all forms, hold such texts. The result can stand in XML.
    """
    if text.isprintable() and not _BLANK.issuperset(text):  # nearly all texts; a quick test
        return text
    cleaned = "".join(character for character in text if not _is_refused(character))
    return cleaned if not text.strip() or has_visible(cleaned) else _PLACEHOLDER


def shown_line(text: str) -> str:
    """As ``shown``, in one line."""
    return " ".join(line.strip() for line in shown(text).splitlines()).replace("\t", " ")


def has_visible(text: str) -> bool:
    """Whether any character is visible: a letter, digit, sign or symbol."""
    return any(unicodedata.category(character)[0] in "LNPS" and character not in _BLANK for character in text)


def quoted(text: str) -> str:
    """The beginning of a text, for a message: unprintable characters are written as escapes."""
    start = text[:MOST_SHOWN] + ("…" if len(text) > MOST_SHOWN else "")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in start)


def _normal(text: str) -> str:
    kept = unicodedata.normalize("NFC", text.strip().strip(_INVISIBLE_ENDS).strip())
    return kept if has_visible(kept) else ""


def _check(text: str, also: frozenset[str], expected: str) -> None:
    for character in text:
        if character in also or _is_refused(character):
            raise FieldFault(
                gettext_noop("“%(text)s” holds the character %(character)s, which cannot be shown."),
                expected,
                text=quoted(text),
                character=f"U+{ord(character):04X}",
            )


def _is_refused(character: str) -> bool:
    if character.isprintable() or character in _BREAKS:
        return False
    category = unicodedata.category(character)
    return category in {"Cc", "Cs"} or character in _TURNING or (category == "Cn" and ord(character) & 0xFFFE == 0xFFFE)


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        readable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    # A user name before the host disguises where a link leads.
    plain = "@" not in parts.netloc and not any(c.isspace() or c in '<>"\\' for c in text)
    return readable and plain and parts.scheme in {"http", "https"}
