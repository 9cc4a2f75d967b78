"""A real site for hostile clients: its web server, PostgreSQL and Redis, and how much memory the server needs."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import httpx
import psutil
import pytest

from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import Stack, running_stack
from tests.homes import new_home

LARGE = "/static/large.bin"
LARGE_BYTES = 96 * 2**20


@contextmanager
def running_site(settings: Mapping[str, str]) -> Iterator[Stack]:
    """A site without workers, which offers a large file at LARGE."""
    with new_home() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALON_HOME", str(home))
        (home / "static").mkdir(parents=True)
        with (home / "static" / "large.bin").open("wb") as file:
            file.truncate(LARGE_BYTES)
        with running_stack(port=free_port(), extra_environment=settings, site_only=True) as stack:
            yield stack


def seconds_to_answer(stack: Stack, path: str) -> float:
    """How long a new client waits for a page."""
    begun = time.monotonic()
    httpx.get(f"{stack.site_url}{path}", timeout=30).raise_for_status()
    return time.monotonic() - begun


def server_memory(stack: Stack) -> int:
    """Bytes of memory of the web server and its children."""
    return sum(process.memory_info().rss for process in _server(stack))


def server_cpu_seconds(stack: Stack) -> float:
    """The CPU time that the web server and its children have used so far."""
    return sum(process.cpu_times().user + process.cpu_times().system for process in _server(stack))


def _server(stack: Stack) -> list[psutil.Process]:
    site = next(program for program in stack.programs.running if program.name == "site")
    process = psutil.Process(site.process.pid)
    return [process, *process.children(recursive=True)]


def connect(stack: Stack, *, receive_buffer: int | None = None) -> socket.socket:
    """A plain connection to the server."""
    client = socket.socket()
    if receive_buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(30)
    client.connect(("127.0.0.1", stack.port))
    return client


@contextmanager
def slow_bodies(stack: Stack, count: int, path: str = "/account/login/") -> Iterator[list[socket.socket]]:
    """Connections that announce a form and send its first byte only."""
    with ExitStack() as clients:
        opened = [clients.enter_context(connect(stack)) for _ in range(count)]
        for client in opened:
            client.sendall(
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\na".encode()
            )
        yield opened


@contextmanager
def slow_readers(stack: Stack, count: int) -> Iterator[list[socket.socket]]:
    """Connections that ask for the large file and read nothing of it."""
    with ExitStack() as clients:
        opened = [clients.enter_context(connect(stack, receive_buffer=4096)) for _ in range(count)]
        for client in opened:
            client.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        yield opened


def status_line(client: socket.socket) -> str:
    """The first line of the reply; "" if the server closed the connection without one."""
    return client.recv(4096).partition(b"\r\n")[0].decode()
