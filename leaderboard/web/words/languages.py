"""Names of prompt languages in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def language_name(code: str) -> str:
    """A prompt language's name, or its code where we know no name."""
    names = {"en": _("English"), "zh": _("Chinese")}
    return names.get(code, code)


def language_names(codes: Iterable[str]) -> str:
    """The names of several prompt languages, as a list in the reader's punctuation."""
    return pgettext("between the items of a list", ", ").join(map(language_name, codes))
