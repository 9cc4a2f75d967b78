"""Validates an endpoint's address, key and parameters, for the pages and the API.

PostgreSQL keeps no NUL and no half of a surrogate pair in a text, and neither NaN nor an infinity in JSON.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

import idna

from leaderboard.domain.texts import FieldFault, quoted
from leaderboard.domain.translatable import gettext_noop

RESERVED_PARAMETERS = frozenset({"model", "prompt", "n"})
"""What Salon itself puts into every request to an endpoint."""

MOST_URL_CHARACTERS = 500
MOST_HOST_CHARACTERS = 253  # DNS has no longer names
MOST_LABEL_CHARACTERS = 63  # nor longer parts between two dots
MOST_SIZE_CHARACTERS = 20
MOST_JSON_CHARACTERS = 4000
MOST_JSON_LEVELS = 32
"""Far below the limits of Python's and PostgreSQL's recursive readers."""

_LABEL = re.compile("[a-z0-9_-]+")

_ADDRESS = gettext_noop("An address such as https://api.example.org/v1 is expected.")
_OBJECT = gettext_noop('A JSON object such as {"seed": 42, "quality": "high"} is expected.')


def check_base_url(text: str) -> None:
    """Refuse an address that cannot be called; whether it may be called is decided at the call.

    Raises:
        FieldFault: naming the wrong part.
    """
    try:
        parts = urlsplit(text)
        readable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        readable = False
    # Python's reader drops line breaks and leading control characters, so the text itself is checked.
    if not readable or not text.isprintable() or any(map(str.isspace, text)):
        raise FieldFault(gettext_noop("“%(url)s” is not a web address."), _ADDRESS, url=quoted(text))
    _check_parts(parts)


def _check_parts(parts: SplitResult) -> None:
    if parts.scheme not in {"http", "https"}:
        raise FieldFault(
            gettext_noop("The address begins with “%(scheme)s:”, not with https: or http:."),
            _ADDRESS,
            scheme=quoted(parts.scheme),
        )
    if parts.username is not None or parts.password is not None:
        raise FieldFault(
            gettext_noop("The address holds a user name or password; put the key into its own field."), _ADDRESS
        )
    if parts.fragment:
        raise FieldFault(gettext_noop("The address holds a “#” part, which no server gets to see."), _ADDRESS)
    if (count := len(parts.hostname or "")) > MOST_HOST_CHARACTERS:
        raise FieldFault(
            gettext_noop("The address names a host of %(count)d characters; at most %(most)d are possible."),
            _ADDRESS,
            count=count,
            most=MOST_HOST_CHARACTERS,
        )
    _check_host(parts.hostname or "")


def _check_host(host: str) -> None:
    """Refuse a name that DNS cannot have. Underscores are accepted: networks of containers use them."""
    labels = [] if ":" in host else host.removesuffix(".").split(".")
    if not all(_is_label(label) for label in labels):
        raise FieldFault(
            gettext_noop("“%(host)s” is no host name: a part of it is empty, too long or not encoded properly."),
            _ADDRESS,
            host=quoted(host),
        )


def _is_label(label: str) -> bool:
    if label.isascii() and not label.startswith("xn--"):
        return len(label) <= MOST_LABEL_CHARACTERS and _LABEL.fullmatch(label) is not None
    try:
        return bool(idna.encode(label, uts46=True))
    except idna.IDNAError:
        return False


def check_size(text: str) -> None:
    """Refuse a size that is not a short line of text. Each provider has its own sizes: "2K", "16:9", "auto".

    Raises:
        FieldFault: naming the limit.
    """
    if len(text) > MOST_SIZE_CHARACTERS or not text.isprintable():
        raise FieldFault(
            gettext_noop("“%(size)s” is not a line of at most %(most)d characters."),
            gettext_noop("A size as the endpoint expects it, such as 1024x1024, is expected."),
            size=quoted(text),
            most=MOST_SIZE_CHARACTERS,
        )


def check_api_key(key: str) -> None:
    """Refuse a key that an HTTP header cannot contain.

    Raises:
        FieldFault: without the key, so that the message can be shown and logged.
    """
    if not (key.isascii() and key.isprintable()):
        raise FieldFault(
            gettext_noop("The key holds line breaks or characters beyond ASCII."),
            gettext_noop("The key as its issuer shows it, without quotes, is expected."),
        )


def check_reserved(names: Iterable[str], reserved: frozenset[str]) -> None:
    """Refuse parameters that Salon sets itself.

    Raises:
        FieldFault: naming them.
    """
    if taken := sorted(reserved.intersection(names)):
        raise FieldFault(
            gettext_noop("The parameters hold %(names)s, which Salon sets itself; remove it here."),
            _OBJECT,
            names=", ".join(f"“{name}”" for name in taken),
        )


def check_json(document: object) -> None:
    """Refuse JSON that PostgreSQL cannot keep, or that is too large for a request's parameters.

    Raises:
        FieldFault: showing the number or text at fault, or the limit.
    """
    # A loop, because a deep document would exhaust the recursion limit.
    waiting = [(document, 1)]
    while waiting:
        value, level = waiting.pop()
        if level > MOST_JSON_LEVELS:
            raise FieldFault(
                gettext_noop("This JSON has more than %(most)d levels, one within the other."),
                _OBJECT,
                most=MOST_JSON_LEVELS,
            )
        _check_leaf(value)
        waiting += [(part, level + 1) for part in _parts_of(value)]
    _check_size(document)


def _check_leaf(value: object) -> None:
    if isinstance(value, str):
        _check_storable(value, _OBJECT)
    if isinstance(value, float) and not math.isfinite(value):
        raise FieldFault(gettext_noop("The number %(number)s cannot be stored."), _OBJECT, number=json.dumps(value))


def _parts_of(value: object) -> list[object]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return list(value) if isinstance(value, list) else []


def _check_size(document: object) -> None:
    count = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    if count > MOST_JSON_CHARACTERS:
        raise FieldFault(
            gettext_noop("This JSON has %(count)d characters; at most %(most)d are accepted."),
            _OBJECT,
            count=count,
            most=MOST_JSON_CHARACTERS,
        )


def _check_storable(text: str, expected: str) -> None:
    if "\0" in text:
        raise FieldFault(
            gettext_noop("“%(text)s” holds a NUL character, which cannot be stored."), expected, text=quoted(text)
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FieldFault(
            gettext_noop("“%(text)s” cannot be stored: it holds half of a surrogate pair."), expected, text=quoted(text)
        ) from None
