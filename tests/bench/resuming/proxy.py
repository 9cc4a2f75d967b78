"""A TCP proxy that counts what the client sends, and cuts all connections at given counts."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_BLOCK = 2**16


class CuttingProxy:
    """Forwards connections to a port of this machine.

    Attributes:
        sent: bytes from clients so far, those of cut connections included.
        cuts: how often all connections were cut.
    """

    def __init__(self, to_port: int, cut_at: Sequence[int]) -> None:
        self._to_port, self._cut_at = to_port, sorted(cut_at)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        self.port: int = self._listener.getsockname()[1]
        self.sent, self.cuts = 0, 0

    def serve(self) -> None:
        """Accept connections until the proxy is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            site = socket.create_connection(("127.0.0.1", self._to_port))
            with self._lock:
                self._pairs.add((client, site))
            threading.Thread(target=self._forward, args=(client, site, True), daemon=True).start()
            threading.Thread(target=self._forward, args=(site, client, False), daemon=True).start()

    def close(self) -> None:
        """Stop, and close all connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._cut()

    def _forward(self, source: socket.socket, target: socket.socket, counted: bool) -> None:  # a thread's
        with contextlib.suppress(OSError):
            while block := source.recv(_BLOCK):
                if counted and self._count(len(block)):
                    return
                target.sendall(block)
            target.shutdown(socket.SHUT_WR)

    def _count(self, size: int) -> bool:
        """Count bytes from a client; returns whether they led to a cut."""
        with self._lock:
            self.sent += size
            is_due = bool(self._cut_at) and self.sent >= self._cut_at[0]
            if is_due:
                self._cut_at.pop(0)
                self.cuts += 1
        if is_due:
            self._cut()
        return is_due

    def _cut(self) -> None:
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()


@contextmanager
def cutting_proxy(to_port: int, cut_at: Sequence[int] = ()) -> Iterator[CuttingProxy]:
    """A proxy that cuts all connections each time when clients have sent so many bytes."""
    proxy = CuttingProxy(to_port, cut_at)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join()
