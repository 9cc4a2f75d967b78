"""Paths to one value of a JSON reply, written as JSONPath (RFC 9535): ``$.data[0].url``.

Only names and indices are accepted. Filters, wildcards and descents would let an expression or a reply decide how long
the search takes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from jsonpath import CompoundJSONPath, JSONPath, JSONPathEnvironment
from jsonpath.exceptions import JSONPathError
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import IndexSelector, NameSelector

from leaderboard.domain.texts import FieldFault, quoted
from leaderboard.domain.translatable import gettext_noop

MOST_PATH_CHARACTERS = 200
MOST_STEPS = 20

ABSENT: Final = object()
"""What ``value_at`` returns when the document has nothing there."""

_ENVIRONMENT = JSONPathEnvironment(strict=True)
_EXPECTED = gettext_noop("A path of names and indices such as $.data[0].url is expected.")


def check_path(text: str) -> None:
    """Refuse a path that is not one of names and indices.

    Raises:
        FieldFault: naming the limit, or what is wrong.
    """
    if len(text) > MOST_PATH_CHARACTERS:
        raise FieldFault(
            gettext_noop("The path has %(count)d characters; at most %(most)d are accepted."),
            _EXPECTED,
            count=len(text),
            most=MOST_PATH_CHARACTERS,
        )
    try:
        path = _compiled(text)
    except JSONPathError:
        readable = False
    else:
        readable = text.isprintable()
    if not readable:
        raise FieldFault(gettext_noop("“%(path)s” is not a JSONPath."), _EXPECTED, path=quoted(text))
    if path is None:
        raise FieldFault(
            gettext_noop("“%(path)s” has more than names and indices in it, or too many of them."),
            _EXPECTED,
            path=quoted(text),
        )


def value_at(text: str, document: object) -> object:
    """The value at a checked path, or ABSENT."""
    path = _compiled(text)
    if path is None or not isinstance(document, dict | list):
        return ABSENT
    match = next(iter(path.finditer(document)), None)
    return ABSENT if match is None else match.obj


@lru_cache(maxsize=256)
def _compiled(text: str) -> JSONPath | None:
    """The path; None for one with more than names and indices in it. Raises JSONPathError."""
    path = _ENVIRONMENT.compile(text)
    if isinstance(path, CompoundJSONPath) or len(path.segments) > MOST_STEPS:
        return None
    for segment in path.segments:
        if not isinstance(segment, JSONPathChildSegment) or len(segment.selectors) != 1:
            return None
        if type(segment.selectors[0]) not in {NameSelector, IndexSelector}:
            return None
    return path
