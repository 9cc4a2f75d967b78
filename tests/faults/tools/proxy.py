"""A TCP proxy in front of a service, which can pause, cut, refuse, slow down or truncate its connections."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

Result = TypeVar("Result")

Target = Path | tuple[str, int]
"""A Unix socket, or a host and port."""

_CHUNK = 64 * 1024


class TcpProxy:
    """Forwards connections from a loopback port to ``target``; usable from any thread.

    It is a context manager. Leaving it closes all connections and frees the port.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.port = 0
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[Any], asyncio.StreamWriter] = {}
        self._flowing: asyncio.Event | None = None
        self._delay_s = 0.0
        self._reply_bytes: int | None = None

    def __enter__(self) -> Self:
        _run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.refuse()

    def pause(self) -> None:
        """Hold back all bytes in both directions; connections stay open."""
        _run(self._set_flowing(False))

    def slow(self, delay_s: float) -> None:
        """Delay every chunk of bytes, in both directions."""
        self._delay_s = delay_s

    def truncate(self, reply_bytes: int) -> None:
        """Cut every further connection after so many bytes of the service's reply."""
        self._reply_bytes = reply_bytes

    def cut(self) -> None:
        """Reset all open connections; new ones are accepted."""
        _run(self._cut())

    def refuse(self) -> None:
        """Reset all open connections and accept no new ones."""
        _run(self._close())

    def heal(self) -> None:
        """Forward again, without delay or limit."""
        self._delay_s, self._reply_bytes = 0.0, None
        _run(self._open())

    async def _open(self) -> None:
        await self._set_flowing(True)
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = int(self._server.sockets[0].getsockname()[1])

    async def _set_flowing(self, flowing: bool) -> None:
        self._flowing = self._flowing or asyncio.Event()
        (self._flowing.set if flowing else self._flowing.clear)()

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        connections = dict(self._connections)
        for task, writer in connections.items():
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        try:
            await self._forward(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # the client sees a closed connection, as it would without the proxy
        finally:
            del self._connections[task]
            writer.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self.target, Path):
            service_reader, service_writer = await asyncio.open_unix_connection(str(self.target))
        else:
            service_reader, service_writer = await asyncio.open_connection(*self.target)
        directions = [
            asyncio.ensure_future(self._copy(reader, service_writer, None)),
            asyncio.ensure_future(self._copy(service_reader, writer, self._reply_bytes)),
        ]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)
            service_writer.transport.abort()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None) -> None:
        """Until the end of the stream, or so many bytes."""
        assert self._flowing is not None
        while chunk := await reader.read(_CHUNK):
            await self._flowing.wait()
            if self._delay_s:
                await asyncio.sleep(self._delay_s)
            if limit is not None:
                chunk, limit = chunk[:limit], limit - len(chunk)
            writer.write(chunk)
            await writer.drain()
            if limit is not None and limit <= 0:
                break


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="proxies", daemon=True).start()
    return loop


def _run(call: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run_coroutine_threadsafe(call, _loop()).result(timeout=30)
