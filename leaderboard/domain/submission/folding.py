"""Texts without the differences that file systems and people make: case, forms of Unicode, punctuation."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The text in one case and one form of Unicode (macOS decomposes accents in file names)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def letters(text: str) -> str:
    """Only the letters and digits of the folded text: what is left of a sentence in a file's name."""
    return "".join(character for character in fold(text) if character.isalnum())
