"""How long a board's page takes with 10,000 models, over the same page with 100: both show a page of 100 rows."""

from __future__ import annotations

import statistics
import time

import httpx

from leaderboard.domain.score_path import ScorePath
from leaderboard.embedded.stack import Stack
from leaderboard.models import Board, Generator, PromptSuite, ReleaseRow, ReleaseScore, Submission
from tests.bench.report import Figure
from tests.bench.site import load
from tests.board_rows import first_release, public_submission, release_row, release_score
from tests.factories import UserFactory, load_pixel_profile

FEW, MANY = 100, 10_000
REQUESTS = 30
_ORDERS = {
    "by rank": "?pin={}",
    "by a score": "?sort=-quality&pin={}",
    "the last page": f"?pin={{}}&page={MANY // FEW}",
}
"""Addresses of the page with a model pinned that is not there: a new number is an address that was not kept."""

_NO_MODEL = 10**9


def measure(stack: Stack, _board_of_showcase: Board) -> list[Figure]:
    """Median of several requests that find nothing kept, the two boards in turn; then kept pages under load."""
    few, many = (_board(stack, models, language) for models, language in ((FEW, "en"), (MANY, "zh")))
    few_load, many_load = load.run(few), load.run(many)
    return [
        *(_figure(few, many, words, query) for words, query in _ORDERS.items()),
        Figure(f"the same, kept, {load.CONNECTIONS} connections", str(many_load), "p99 as with few", str(few_load)),
    ]


def _figure(few: str, many: str, words: str, query: str) -> Figure:
    small, large = [], []
    with httpx.Client() as client:
        for number in range(REQUESTS):
            new = query.format(_NO_MODEL + number)
            small.append(_seconds(client, few + new))
            large.append(_seconds(client, many + new))
    less, more = statistics.median(small), statistics.median(large)
    return Figure(
        f"a board's page with {MANY} models over one with {FEW}, {words}",
        f"{more / less:.2f}",
        "≈ 1",
        f"{more * 1000:.0f} / {less * 1000:.0f} ms, median of {REQUESTS}",
    )


def _seconds(client: httpx.Client, address: str) -> float:
    started = time.perf_counter()
    client.get(address).raise_for_status()
    return time.perf_counter() - started


def _board(stack: Stack, models: int, language: str) -> str:
    """A board with one release whose rows are made up; returns its address."""
    suite, profile = PromptSuite.objects.get(key="core"), load_pixel_profile()
    columns = ["", *profile.frozen.protocol.rubric.dimensions]
    board = Board.objects.create(suite=suite, judge_profile=profile, language=language, slug=f"bench-{language}")
    release = first_release(board, {"board": {"columns": columns}})
    rows = ReleaseRow.objects.bulk_create(
        release_row(release, submission, position, planned_judgements=960, judged_judgements=960)
        for position, submission in enumerate(_submissions(board, models), start=1)
    )
    scores = (
        release_score(row, ScorePath(column), 90 - number * 0.008, number + 1, images=240)
        for number, row in enumerate(rows)
        for column in columns
    )
    ReleaseScore.objects.bulk_create(scores, batch_size=5000)
    return f"{stack.site_url}/boards/{board.slug}/"


def _submissions(board: Board, models: int) -> list[Submission]:
    owner = UserFactory.create()
    generators = Generator.objects.bulk_create(
        Generator(owner=owner, name=f"Model {board.language} {number}", organisation="Lab", licence="MIT")
        for number in range(models)
    )
    return Submission.objects.bulk_create(public_submission(board, generator) for generator in generators)
