"""Ending connections whose client takes nothing of what was sent, even when the server has nothing more to send.

The server keeps such a connection, and the memory of its unsent bytes, until the client closes it. The kernel can end
it instead: an option of the listening socket, which the connections inherit.
"""

from __future__ import annotations

import contextlib
import socket

import psutil

_OPTION = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux has it, macOS has not


def give_up_stalled_connections(after_s: float) -> None:
    """Let the kernel end this process's connections that are accepted from now on and stall for so long."""
    if _OPTION is None:
        return
    for connection in psutil.Process().net_connections("tcp"):
        if connection.status != psutil.CONN_LISTEN or connection.fd < 0:
            continue
        with contextlib.suppress(OSError), socket.fromfd(connection.fd, connection.family, connection.type) as listener:
            listener.setsockopt(socket.IPPROTO_TCP, _OPTION, int(after_s * 1000))
