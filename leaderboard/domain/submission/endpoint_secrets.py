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
_OF_A_KEY = re.compile(r"auth|key|token|secret|cookie|session", re.IGNORECASE)
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


def shown_adapter(adapter: Mapping[str, Any]) -> dict[str, Any]:
    """An adapter's plain values without what resembles a key.

    Its texts are mostly words of the API, and a key has a field of its own, so other texts are shown.
    """
    return {
        **adapter,
        "template": _shown_template(adapter["template"]),
        "headers": {name: HIDDEN if _is_secret(name, value) else value for name, value in adapter["headers"].items()},
        "status_url": shown_base_url(adapter["status_url"]),
        "result_url": shown_base_url(adapter["result_url"]),
    }


def secrets_of_adapter(adapter: Mapping[str, Any]) -> list[str]:
    """Every text that ``shown_adapter`` hides."""
    hidden = [text for text in _texts([adapter["template"]]) if _KEY_LIKE.fullmatch(text)]
    hidden += [value for name, value in adapter["headers"].items() if _is_secret(name, value)]
    hidden += [text for name in ("status_url", "result_url") for text in secrets_of(adapter[name], {})]
    return sorted({text for text in hidden if len(text) >= _SHORTEST})


def _is_secret(name: str, value: str) -> bool:
    return _OF_A_KEY.search(name) is not None or _KEY_LIKE.fullmatch(value) is not None


def _shown_template(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _shown_template(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_shown_template(part) for part in value]
    return HIDDEN if isinstance(value, str) and _KEY_LIKE.fullmatch(value) else value


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
    return text in {"", HIDDEN, "{seed}", "{id}"} or _HARMLESS.fullmatch(text) is not None
