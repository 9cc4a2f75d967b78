"""Names of prompt languages in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def language_name(code: str) -> str:
    """A prompt language's name; the code itself if it is not known here."""
    names = {"en": _("English"), "zh": _("Chinese")}
    return names.get(code, code)


def language_names(codes: Iterable[str]) -> str:
    """The names of several prompt languages, joined as the reader's language joins a list."""
    return pgettext("between the items of a list", ", ").join(map(language_name, codes))


def bracketed(text: object) -> str:
    """The text in the brackets of the reader's language."""
    return pgettext("text in brackets", "(%s)") % text
