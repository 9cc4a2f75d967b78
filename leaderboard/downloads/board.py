"""A board's standings in a release: a table with a row per model, and the sealed content itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.domain.score_path import ScorePath
from leaderboard.downloads.citation import citation, table_facts
from leaderboard.downloads.settings_columns import SETTINGS_COLUMNS, settings_values
from leaderboard.downloads.tables import Column, ColumnType, Table, Value, moment
from leaderboard.models import Release
from leaderboard.queries.boards import BoardRow, ReleaseHead, release_rows, stated_settings

_SUBMISSION = {
    "submission_id": Column(
        "submission", ColumnType.INTEGER, "Number of the submission, as in /submissions/<number>/."
    ),
    "name": Column("model", ColumnType.TEXT, "The model's name when the release was made."),
    "organisation": Column("organisation", ColumnType.TEXT, "Who made the model."),
    "licence": Column("licence", ColumnType.TEXT, "The model's licence."),
    "open_weights": Column("open_weights", ColumnType.BOOLEAN, "Whether the model's weights are available."),
    "kind": Column("kind", ColumnType.TEXT, "The source of the pictures: endpoint, bundle or import."),
    "pictures_per_prompt": Column("pictures_per_prompt", ColumnType.INTEGER, "Pictures per prompt and language."),
}
"""The first columns, by the attribute of a row that each holds."""

_STATE = {
    "planned_judgements": Column("planned_judgements", ColumnType.INTEGER, "Judge calls that the suite requires."),
    "judged_judgements": Column("judged_judgements", ColumnType.INTEGER, "Judge calls with verdicts."),
    "unranked_reason": Column("unranked_reason", ColumnType.TEXT, "Why the model is not ranked; empty if it is."),
    "attempts": Column("attempts", ColumnType.INTEGER, "Submissions that its author had made for this board by then."),
    "withdrawn_at": Column("withdrawn_at", ColumnType.TIME, "When its author withdrew it (UTC)."),
    "evidence_sha256": Column("evidence_sha256", ColumnType.TEXT, "SHA-256 of the submission's evidence file."),
}
"""The last columns, in the same way."""

SUBMISSION_COLUMNS = tuple(_SUBMISSION.values())


def board_table(head: ReleaseHead) -> Table:
    """The board as its page shows it, at full precision."""
    scores = [column for name in head.columns for column in _score_columns(name).values()]
    return Table(
        name="board",
        facts=table_facts(head),
        columns=(*SUBMISSION_COLUMNS, *scores, *_STATE.values(), *SETTINGS_COLUMNS),
        rows=lambda: _rows(head),
    )


def write_sealed_content(head: ReleaseHead, file: BinaryIO) -> None:
    """The sealed content with its number, date and seal; ``sha256`` is over the canonical bytes of ``content``."""
    release = head.release
    document = {
        "format": "salon-release-1",
        "board": head.board.slug,
        "release": release.number,
        "published_at": moment(release.published_at),
        "sha256": release.sha256,
        "licence": settings.SALON_DATA_LICENCE,
        "citation": citation(head),
        "content": Release.objects.values_list("content", flat=True).get(pk=release.pk),
    }
    file.write(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n")


def _score_columns(board_column: str) -> dict[str, Column]:
    """The columns of one score, by the attribute of a cell that each holds."""
    name = ScorePath(board_column).slug.replace("-", "_")
    of = "overall" if board_column == OVERALL_COLUMN else f"in {board_column}"
    return {
        "mean": Column(name, ColumnType.NUMBER, f"Mean score {of} (0 to 100) over all verdicts."),
        "target_mean": Column(
            f"{name}_target", ColumnType.NUMBER, f"Mean score {of} over the prompts' target facets only."
        ),
        "rank": Column(f"{name}_rank", ColumnType.INTEGER, f"Rank {of}; equal scores share one."),
        "rank_low": Column(f"{name}_rank_low", ColumnType.INTEGER, "Best rank within the simultaneous 95% interval."),
        "rank_high": Column(
            f"{name}_rank_high", ColumnType.INTEGER, "Worst rank within the simultaneous 95% interval."
        ),
        "images": Column(f"{name}_images", ColumnType.INTEGER, "Prompts that have this score."),
        "standard_error": Column(f"{name}_standard_error", ColumnType.NUMBER, "Standard error of the mean, points."),
        "mean_low": Column(f"{name}_mean_low", ColumnType.NUMBER, "Lower end of the mean's 95% interval, points."),
        "mean_high": Column(f"{name}_mean_high", ColumnType.NUMBER, "Upper end of the mean's 95% interval, points."),
    }


_SCORE_ATTRIBUTES = tuple(_score_columns(OVERALL_COLUMN))


def _rows(head: ReleaseHead) -> Iterator[tuple[Value, ...]]:
    settings = stated_settings(head)
    for row in release_rows(head):
        yield (*_values(row), *settings_values(settings.get(row.submission_id)))


def _values(row: BoardRow) -> tuple[Value, ...]:
    scores = (getattr(cell, name) for cell in row.cells.values() for name in _SCORE_ATTRIBUTES)
    return (
        *(getattr(row, name) for name in _SUBMISSION),
        *scores,
        *(getattr(row, name) for name in _STATE),
    )
