"""Board pages per second over a static file of the same server, measured with wrk."""

from __future__ import annotations

import re
import shutil
import subprocess

import httpx

from leaderboard.embedded.stack import Stack
from leaderboard.models import Board
from leaderboard.pipeline import publishing
from leaderboard.pipeline.submission import make_public
from tests.bench.report import Figure
from tests.factories import scored_submission

MODELS = 20
CONNECTIONS = 32
SECONDS = 8
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def measure(stack: Stack) -> list[Figure]:
    """Requests per second of a board with some models and of the style sheet."""
    what = f"board page requests per second over a static file ({MODELS} models, {CONNECTIONS} connections)"
    wrk = shutil.which("wrk")
    if wrk is None:
        return [Figure(what, "not measured", "", "wrk is not installed")]
    page = _board_address(stack)
    pages = _rate(wrk, page)
    static = _rate(wrk, _static_address(page))
    return [Figure(what, f"{pages / static:.2f}", "", f"requests/s: {pages:.0f} / {static:.0f}")]


def _board_address(stack: Stack) -> str:
    submissions = [scored_submission(verdict=number % 3) for number in range(MODELS)]
    for submission in submissions:
        make_public(submission)
    board = Board.objects.get(suite=submissions[0].suite_id, judge_profile=submissions[0].judge_profile_id)
    publishing.publish_board(board.pk)
    return f"{stack.site_url}/boards/{board.slug}/"


def _static_address(page: str) -> str:
    html = httpx.get(page).raise_for_status().text
    style = re.search(r'href="(/static/salon[^"]*\.css)"', html)
    if style is None:
        raise RuntimeError("the board page names no style sheet of its own")
    return str(httpx.URL(page).join(style[1]))


def _rate(wrk: str, address: str) -> float:
    done = subprocess.run(
        [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", address], capture_output=True, text=True, check=True
    )
    found = _RATE.search(done.stdout)
    if found is None or "Non-2xx" in done.stdout:
        raise RuntimeError(f"wrk measured errors:\n{done.stdout}")
    return float(found[1])
