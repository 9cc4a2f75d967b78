"""The parts of an endpoint's configuration that may be shown: the query, path and parameters can also contain keys.

A key cannot be distinguished from a word with certainty, so only known harmless texts are shown: names, numbers, and
common values of image APIs' parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit, urlunsplit

HIDDEN = "[hidden]"

_HARMLESS = re.compile(
    r"""
    auto | low | medium | high | standard | hd | vivid | natural | transparent | opaque | base64 | b64_json | url
    | png | jpe?g | webp
    | \d{1,5} ([x*:×] \d{1,5})? [kK]?        # a number or a size: 2, 2K, 1024x1024, 16:9
    | v? \d{1,3} (\.\d{1,3}){0,2}            # a version: v1, 2.1
    | \d{4}-\d{2}-\d{2} (-preview)?          # a version of an API: 2024-10-21-preview
    """,
    re.VERBOSE,
)
_KEY_LIKE = re.compile(r"(?=.*\d)(?=.*[A-Za-z]).{20,}")
_SHORTEST = 4  # replacing shorter texts would make messages unreadable and hide nothing


def shown_base_url(base_url: str) -> str:
    """The address without the values of its query, and without anything in its path that resembles a key.

    An address without secrets, or one already hidden, is returned unchanged.
    """
    parts = urlsplit(base_url)
    path = "/".join(HIDDEN if _KEY_LIKE.fullmatch(segment) else segment for segment in parts.path.split("/"))
    query = "&".join(_shown_pair(pair) for pair in parts.query.split("&")) if parts.query else ""
    return urlunsplit(parts._replace(path=path, query=query))


def shown_parameters(extra: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a request, with every text hidden that is not known to be harmless."""
    return {name: _shown_value(value) for name, value in extra.items()}


def secrets_of(base_url: str, extra: Mapping[str, Any]) -> list[str]:
    """Every text that the functions above hide, as written and decoded."""
    parts = urlsplit(base_url)
    hidden = [segment for segment in parts.path.split("/") if _KEY_LIKE.fullmatch(segment)]
    hidden += [value for value in map(_value, parts.query.split("&")) if not _is_harmless(value)]
    texts = {form for text in hidden for form in (text, unquote(text), unquote_plus(text))}
    texts.update(text for text in _texts(list(extra.values())) if not _is_harmless(text))
    return sorted(text for text in texts if len(text) >= _SHORTEST)


def _shown_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals:
        return pair if _is_harmless(pair) else HIDDEN
    return f"{name}={value if _is_harmless(value) else HIDDEN}"


def _value(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return value if equals else name


def _shown_value(value: Any) -> Any:
    if isinstance(value, str):
        return value if _is_harmless(value) else HIDDEN
    if isinstance(value, Mapping):
        return shown_parameters(value)
    return [_shown_value(part) for part in value] if isinstance(value, list) else value


def _texts(values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from _texts(list(value.values()))
        elif isinstance(value, list):
            yield from _texts(value)


def _is_harmless(text: str) -> bool:
    return text in {"", HIDDEN} or _HARMLESS.fullmatch(text) is not None
