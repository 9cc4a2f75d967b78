"""Canonical bytes: the form over which every seal (SHA-256) in Salon is computed.

JSON with sorted keys, no white space, UTF-8, no NaN. From the shell:
``python -c 'import json,sys; print(json.dumps(json.load(sys.stdin), sort_keys=True, separators=(",", ":"),
ensure_ascii=False, allow_nan=False), end="")' < FILE | sha256sum``.
"""

from __future__ import annotations

import hashlib
import json


def canonical_bytes(value: object) -> bytes:
    """The canonical UTF-8 JSON of a value made of dicts, lists, texts, numbers, booleans and None."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def seal(value: object) -> str:
    """Hex SHA-256 over the canonical bytes."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
