"""Small replies of the ASGI application, made without Django."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply; it is never stored by caches."""

    status: HTTPStatus
    content: bytes
    content_type: str = "text/plain; charset=utf-8"

    async def send(self, send: Send, *, without_content: bool = False) -> None:
        """Send it; ``without_content`` for HEAD."""
        headers = [
            (b"content-type", self.content_type.encode()),
            (b"content-length", str(len(self.content)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": self.status.value, "headers": headers})
        content = b"" if without_content else self.content
        await send({"type": "http.response.body", "body": content, "more_body": False})


def text(content: str, status: HTTPStatus = HTTPStatus.OK) -> Reply:
    """A line of text."""
    return Reply(status, f"{content}\n".encode())


def as_json(content: object, status: HTTPStatus = HTTPStatus.OK) -> Reply:
    """A JSON document."""
    return Reply(status, json.dumps(content).encode() + b"\n", "application/json")
