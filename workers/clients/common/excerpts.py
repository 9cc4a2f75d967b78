"""Short, harmless excerpts of what an endpoint sent, for messages that people read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

Secrets = Sequence[str]
"""Keys and passwords that no message may repeat."""

MAX_EXCERPT_CHARS = 300


def excerpt(text: str, *, secrets: Secrets = (), limit: int = MAX_EXCERPT_CHARS) -> str:
    """``text`` on one line of at most ``limit`` characters, without control characters and ``secrets``.

    Secrets are removed after the control characters and before the cut, either of which could split one.
    """
    printable = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)
    line = " ".join(printable.split())
    line = redacted(line, secrets)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def redacted(text: str, secrets: Secrets) -> str:
    """``text`` with every secret replaced, including its forms in JSON and in URLs."""
    for form in _written_forms(secrets):
        text = text.replace(form, "[key]")
    return text


def error_text(body: bytes) -> str:
    """The message in an error reply: its JSON's ``error.message``, ``message`` or ``detail``, else the whole body."""
    text = body.decode("utf-8", errors="replace")
    try:
        record: object = json.loads(text)
        for field in ("error", "message", "detail"):
            value = record.get(field) if isinstance(record, dict) else None
            record = value or record
        return record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def error_codes(body: bytes) -> frozenset[str]:
    """What an error reply names as its ``code`` and ``type``, or as its ``error`` in a word, in lower case."""
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return frozenset()
    error = reply.get("error") if isinstance(reply, dict) else None
    records = [record for record in (reply, error) if isinstance(record, dict)]
    named = [error, *(record.get(name) for record in records for name in ("code", "type"))]
    return frozenset(name.lower() for name in named if isinstance(name, str))


def _written_forms(secrets: Secrets) -> list[str]:
    """Every form of every secret, the longest first, because one may contain another."""
    forms = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1], quote(secret, safe=""))}
    return sorted(forms - {""}, key=len, reverse=True)
