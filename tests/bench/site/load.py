"""Requests per second and slow answers of a board's page, by wrk on the same machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

import httpx

from leaderboard.embedded.stack import Stack
from leaderboard.models import Board
from tests.bench.report import Figure

CONNECTIONS = 32
SECONDS = 10
_PER_SECOND = re.compile(r"Requests/sec:\s+([\d.]+)")
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw."""

    per_second: float
    p99_ms: float

    def __str__(self) -> str:
        return f"{self.per_second:.0f}/s, p99 {self.p99_ms:.1f} ms"


def measure(stack: Stack, board: Board) -> list[Figure]:
    """The latest board, whole and unchanged, and a page that is not the first."""
    page = f"{stack.site_url}/boards/{board.slug}/"
    reply = httpx.get(page, headers={"Accept-Encoding": "gzip"}).raise_for_status()
    size = int(reply.headers["Content-Length"]) / 1024
    whole, other = run(page), run(f"{page}?sort=model&page=3")
    unchanged = run(page, f"If-None-Match: {reply.headers['ETag']}")
    return [
        Figure(
            f"a board of {board.releases.latest('number').rows.count()} models, {CONNECTIONS} connections",
            str(whole),
            "≥ 1,500/s, p99 < 50 ms",
            f"{size:.1f} KiB packed; another order and page of it: {other}",
        ),
        Figure("the same, unchanged (304)", str(unchanged), "≥ 3,000/s", ""),
    ]


def run(address: str, *headers: str) -> Load:
    """One run, as browsers ask: packed.

    Raises:
        RuntimeError: when wrk is not there, or any answer was an error.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is not installed; it makes the load")
    given = [part for header in ("Accept-Encoding: gzip", *headers) for part in ("-H", header)]
    done = subprocess.run(
        [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *given, address],
        capture_output=True,
        text=True,
        check=True,
    )
    rate, slow = _PER_SECOND.search(done.stdout), _P99.search(done.stdout)
    if rate is None or slow is None or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"wrk measured errors:\n{done.stdout}")
    return Load(float(rate[1]), float(slow[1]) * _MS[slow[2]])
