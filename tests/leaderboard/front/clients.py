"""A client of an ASGI application, in the same process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from leaderboard.observe.replies import Application


@dataclass
class Answer:
    """What came back; ``read`` counts the parts of the body that were read."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    read: int = 0


def scope(method: str = "GET", path: str = "/", headers: Iterable[tuple[str, str]] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "client": ("192.0.2.7", 40000),
        "server": ("127.0.0.1", 8000),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        **more,
    }


async def ask(
    front: Application, asked: dict[str, Any], parts: Iterable[bytes] = (), *, pause_s: float = 0, reading_s: float = 0
) -> Answer:
    """Send a request with a body in parts, ``pause_s`` apart, and take ``reading_s`` for each part of the reply."""
    answer, left = Answer(), list(parts)

    async def receive() -> dict[str, Any]:
        if answer.read >= max(len(left), 1):
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}
        await asyncio.sleep(pause_s if answer.read else 0)
        part = left[answer.read] if left else b""
        answer.read += 1
        return {"type": "http.request", "body": part, "more_body": answer.read < len(left)}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            await asyncio.sleep(reading_s)
            answer.content += message["body"]

    await front(asked, receive, send)
    return answer
