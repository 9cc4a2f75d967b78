"""A bundle's ``manifest.json``: the author's own facts, stored unchanged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from leaderboard.domain.canonical import canonical_bytes

MAX_BYTES = 2**20
MAX_DEPTH = 20
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class BadManifest(ValueError):
    """The manifest cannot be stored; the message says why."""


def parse_manifest(data: bytes) -> dict[str, Any]:
    """Read a manifest.

    Raises:
        BadManifest: also for values that Python reads but PostgreSQL cannot store (NaN, half a surrogate pair, NUL).
    """
    try:
        if len(data) > MAX_BYTES:
            raise BadManifest(f"it is larger than {MAX_BYTES // 2**20} MiB")
        document = json.loads(data)
        if not isinstance(document, dict):
            raise BadManifest("it is not a JSON object")
        _check_depth(document)
        if _ESCAPED_NUL.search(canonical_bytes(document)):
            raise BadManifest("it contains a NUL character; remove it")
    except (ValueError, RecursionError) as error:
        raise BadManifest(f"{error}; a JSON object is expected") from error
    return document


def _check_depth(document: dict[str, Any]) -> None:
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        level = [inner for value in level for inner in _children(value)]
    if level:
        raise BadManifest(f"it is nested more than {MAX_DEPTH} levels deep")


def _children(value: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
