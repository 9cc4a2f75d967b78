"""How soon a new release is what every process of the server shows."""

from __future__ import annotations

import time

import httpx
from django.utils import timezone

from leaderboard.embedded.stack import Stack
from leaderboard.models import Board, Release
from tests.bench.report import Figure

ROUNDS = 5
_SEEN_IN_A_ROW = 40
"""More answers with the new release in a row than would come by chance while a process still shows the old one."""


def measure(stack: Stack, board: Board) -> list[Figure]:
    """From the release's row in the database to the last answer that still shows the one before."""
    seconds = [_until_seen(f"{stack.site_url}/boards/{board.slug}/", board) for _ in range(ROUNDS)]
    return [
        Figure(
            "from a release to the last answer without it", f"{max(seconds):.2f} s", "< 1 s", f"the slowest of {ROUNDS}"
        )
    ]


def _until_seen(address: str, board: Board) -> float:
    httpx.get(address).raise_for_status()
    last = board.releases.latest("number")
    release = Release.objects.create(
        board=board,
        number=last.number + 1,
        published_at=timezone.now(),
        sha256=f"{last.number + 1:064d}",
        content=last.content,
        code_version=last.code_version,
    )
    started = time.perf_counter()
    old = started
    in_a_row = 0
    try:
        while in_a_row < _SEEN_IN_A_ROW:
            # A connection each, so that every process is asked.
            shown = httpx.get(address).raise_for_status().text
            is_new = release.sha256 in shown
            in_a_row = in_a_row + 1 if is_new else 0
            old = old if is_new else time.perf_counter()
    finally:
        release.delete()
    return old - started
