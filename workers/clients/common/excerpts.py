"""Short, harmless excerpts of what an endpoint sent, for messages that people read."""

from __future__ import annotations

import json
from urllib.parse import quote

MAX_EXCERPT_CHARS = 300


def excerpt(text: str, *, secret: str | None = None, limit: int = MAX_EXCERPT_CHARS) -> str:
    """``text`` on one line of at most ``limit`` characters, without control characters and ``secret``.

    The secret is removed after the control characters and before the cut, either of which could split it.
    """
    printable = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)
    line = " ".join(printable.split())
    line = redacted(line, secret)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def redacted(text: str, secret: str | None) -> str:
    """``text`` with every ``secret`` replaced, including its forms in JSON and in URLs."""
    for form in _written_forms(secret):
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


def _written_forms(secret: str | None) -> list[str]:
    """Every form of the secret, the longest first, because one may contain another."""
    if not secret:
        return []
    return sorted({secret, json.dumps(secret)[1:-1], quote(secret, safe="")}, key=len, reverse=True)
