"""Panels of human scores beside published boards."""

from __future__ import annotations

from leaderboard.domain.agreement.agreement import COLUMNS
from leaderboard.domain.agreement.human_scores import parse_human_scores
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import Board, HumanPanel, Release, ReleaseScore
from leaderboard.pipeline.loading.panels import PanelTable, load_panel
from tests.board_rows import first_release, public_submission, release_row, release_score
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile

SLUG = "demo-1-pixel-baseline-3-en"
PAINTERS = ("Aurora", "Birch", "Cedar", "Dune", "Elm")
"""Five models, best first in every column."""


def publish_painters() -> Release:
    """A board on which the painters are ranked in their order; nothing was judged for it."""
    board = Board.objects.create(suite=load_demo_suite(), judge_profile=load_pixel_profile(), language="en", slug=SLUG)
    release = first_release(board)
    for position, name in enumerate(PAINTERS, start=1):
        submission = public_submission(board, GeneratorFactory.create(name=name))
        submission.save()
        row = release_row(release, submission, position)
        row.save()
        ReleaseScore.objects.bulk_create(
            release_score(row, ScorePath(dimension), 100.0 - position, position) for dimension in COLUMNS.values()
        )
    return release


def scores_of_painters(*scores: float, column: str = "overall", language: str = "en") -> bytes:
    """A table in which people gave these scores to the painters, in their order."""
    lines = [f"{name},{language},{score}" for name, score in zip(PAINTERS, scores, strict=False)]
    return "\n".join([f"model,language,{column}", *lines, ""]).encode()


def table_of(content: bytes, title: str = "Readers", source: str = "40 readers of a magazine") -> PanelTable:
    """A table as the command reads it."""
    return PanelTable(title, source, "panel.csv", parse_human_scores(content, "panel.csv"))


def load(content: bytes, title: str = "Readers", slug: str = SLUG) -> HumanPanel:
    """The panel of a table."""
    return load_panel(table_of(content, title), Board.objects.get(slug=slug))[0]
