"""What was sent to an endpoint and what came back, for the author who tests it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from leaderboard.domain.submission.endpoint_secrets import HIDDEN, shown_base_url
from workers.clients.common.excerpts import Secrets, redacted

MOST_EXCHANGES = 5
"""The first one, and the last ones of a job that is polled."""
MOST_REQUEST_CHARACTERS = 4000
MOST_REPLY_CHARACTERS = 1000
_KEPT_BYTES = 16_384
"""Of a reply until it is read. Secrets are removed before it is cut for people, so none is cut in the middle."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the beginning of its reply, as texts; ``reply`` is "" if none came."""

    request: str
    reply: str


@dataclass
class _Raw:
    request: str
    status: str = ""
    body: bytes = b""
    size: int = 0


@dataclass
class Transcript:
    """The requests of one call in order; redirects, polls and downloads are requests of their own."""

    _raw: list[_Raw] = field(default_factory=list, repr=False)

    def sent(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> None:
        """Add a request that is about to be sent."""
        lines = [f"{method} {_shown(url)}", *(f"{name}: {value}" for name, value in headers.items())]
        if body is not None:
            # The same JSON, with the letters that are escaped on the way.
            lines += ["Content-Type: application/json", "", json.dumps(json.loads(body), ensure_ascii=False)]
        self._raw.append(_Raw("\n".join(lines)))
        if len(self._raw) > MOST_EXCHANGES:
            del self._raw[1]

    def answered(self, status: int, content_type: str, location: str | None) -> None:
        """Add status and headers of the reply to the latest request."""
        lines = [f"{status} {content_type}", *([f"Location: {_shown(location)}"] if location else [])]
        self._raw[-1].status = "\n".join(lines)

    def received(self, body: bytes) -> None:
        """Add the body of the reply to the latest request."""
        self._raw[-1].body, self._raw[-1].size = body[:_KEPT_BYTES], len(body)

    def exchanges(self, secrets: Secrets) -> list[Exchange]:
        """All of it without ``secrets``."""
        return [
            Exchange(_readable(each.request, secrets, MOST_REQUEST_CHARACTERS), _reply(each, secrets))
            for each in self._raw
        ]


def _reply(raw: _Raw, secrets: Secrets) -> str:
    if not raw.body:
        return raw.status
    status = _readable(raw.status, secrets, MOST_REQUEST_CHARACTERS)
    if b"\0" in raw.body:  # a picture
        return f"{status}\n({raw.size} bytes)"
    text = _readable(raw.body.decode("utf-8", errors="replace"), secrets, MOST_REPLY_CHARACTERS)
    size = f"\n({raw.size} bytes)" if raw.size > MOST_REPLY_CHARACTERS else ""
    return f"{status}\n\n{text}{size}"


def _readable(text: str, secrets: Secrets, limit: int) -> str:
    """Without secrets and control characters, of which a database cannot store all; line breaks stay."""
    text = "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in redacted(text, secrets))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _shown(url: str) -> str:
    try:
        return shown_base_url(url)
    except ValueError:
        return HIDDEN
