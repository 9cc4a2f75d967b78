"""Bodies, both ways: JSON that is ready to be sent, and replies whose length is not to be trusted."""

from __future__ import annotations

import aiohttp
from aiohttp.abc import AbstractStreamWriter

_SLICE = 2**18


class JsonBody(aiohttp.Payload):
    """JSON in parts that follow one another, sent in slices of 256 KiB without a copy.

    aiohttp's own ways cost twice the CPU for 1 MB: plain bytes are first joined with the headers (and warned
    about above 1 MiB), a file object is copied slice by slice.
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
    """The body exceeds the cap, as announced or as counted; the connection is closed."""


async def read_capped(response: aiohttp.ClientResponse, cap: int) -> bytes:
    """The whole body, at most ``cap`` bytes after decompression. Raises BodyTooLarge once it is more."""
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
    """The first ``size`` bytes of the body, or fewer; the connection is closed when there is more."""
    chunks = bytearray()
    async for chunk in response.content.iter_any():
        chunks += chunk
        if len(chunks) >= size:
            response.close()
            break
    return bytes(chunks[:size])
