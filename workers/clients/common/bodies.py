"""Bodies of requests and replies: JSON that is ready to be sent, and replies whose length cannot be trusted."""

from __future__ import annotations

import aiohttp
from aiohttp.abc import AbstractStreamWriter

_SLICE = 2**18


class JsonBody(aiohttp.Payload):
    """Consecutive parts of one JSON text, sent in slices of 256 KiB without being copied.

    aiohttp's own payloads cost twice the CPU for 1 MB: it joins plain bytes with the headers first (and warns above
    1 MiB), and copies a file object slice by slice.
    """

    def __init__(self, *parts: bytes) -> None:
        super().__init__(parts, content_type="application/json")
        self._size = sum(map(len, parts))

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The body as text, for aiohttp's debugging."""
        return b"".join(self._value).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Sends the body; waits whenever the socket's buffer is full."""
        for part in self._value:
            view = memoryview(part)
            for start in range(0, len(view), _SLICE):
                await writer.write(view[start : start + _SLICE])


class BodyTooLarge(Exception):
    """The body exceeds the cap, by its Content-Length or as counted; the connection is closed."""


async def read_capped(response: aiohttp.ClientResponse, cap: int) -> bytes:
    """The whole body, at most ``cap`` bytes after decompression. Raises BodyTooLarge beyond that."""
    if (response.content_length or 0) > cap:
        response.close()
        raise BodyTooLarge
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > cap:
            response.close()
            raise BodyTooLarge
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def read_start(response: aiohttp.ClientResponse, size: int) -> bytes:
    """At most the first ``size`` bytes of the body; closes the connection if there are more."""
    chunks = bytearray()
    async for chunk in response.content.iter_any():
        chunks += chunk
        if len(chunks) >= size:
            response.close()
            break
    return bytes(chunks[:size])
