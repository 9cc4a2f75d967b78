"""A board's standings in a release as a table: a row per model, its overall and dimensions side by side."""

from __future__ import annotations

from collections.abc import Iterator

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.domain.score_path import ScorePath
from leaderboard.downloads.citation import table_facts
from leaderboard.downloads.tables import Column, ColumnType, Table, Value
from leaderboard.queries.boards import Cell, ReleaseHead, Row, release_rows

SUBMISSION_COLUMNS = (
    Column("submission", ColumnType.INTEGER, "Number of the submission, as in /submissions/<number>/."),
    Column("model", ColumnType.TEXT, "The model's name when the release was made."),
    Column("organisation", ColumnType.TEXT, "Who made the model."),
    Column("licence", ColumnType.TEXT, "The model's licence."),
    Column("open_weights", ColumnType.BOOLEAN, "Whether the model's weights can be had."),
    Column("kind", ColumnType.TEXT, "How the pictures came: endpoint, bundle or import."),
)
_STATE_COLUMNS = (
    Column("planned_judgements", ColumnType.INTEGER, "Judge calls that the suite asks for."),
    Column("judged_judgements", ColumnType.INTEGER, "Those of them with verdicts."),
    Column("unranked_reason", ColumnType.TEXT, "Why the model is not ranked; empty when it is."),
    Column("attempts", ColumnType.INTEGER, "Submissions that its author had made for this board until then."),
    Column("withdrawn_at", ColumnType.TIME, "When its author withdrew it (UTC)."),
    Column("evidence_sha256", ColumnType.TEXT, "SHA-256 of the submission's evidence file."),
)


def board_table(head: ReleaseHead) -> Table:
    """The board as its page shows it, at full precision."""
    scores = [column for name in head.columns for column in _score_columns(name)]
    return Table(
        name="board",
        facts=table_facts(head),
        columns=(*SUBMISSION_COLUMNS, *scores, *_STATE_COLUMNS),
        rows=lambda: _rows(head),
    )


def _score_columns(column: str) -> tuple[Column, ...]:
    name = ScorePath(column).slug.replace("-", "_")
    of = "overall" if column == OVERALL_COLUMN else f"in {column}"
    return (
        Column(name, ColumnType.NUMBER, f"Mean score {of}, points of 100, over all verdicts."),
        Column(f"{name}_target", ColumnType.NUMBER, f"Mean score {of} over the prompts' target facets only."),
        Column(f"{name}_rank", ColumnType.INTEGER, f"Rank {of}; equal scores share one."),
        Column(f"{name}_rank_low", ColumnType.INTEGER, "Best rank within the simultaneous 95 % interval."),
        Column(f"{name}_rank_high", ColumnType.INTEGER, "Worst rank within the simultaneous 95 % interval."),
        Column(f"{name}_images", ColumnType.INTEGER, "Pictures that have this score."),
        Column(f"{name}_standard_error", ColumnType.NUMBER, "Standard error of the mean, points."),
        Column(f"{name}_mean_low", ColumnType.NUMBER, "Lower end of the mean's 95 % interval, points."),
        Column(f"{name}_mean_high", ColumnType.NUMBER, "Upper end of the mean's 95 % interval, points."),
    )


def _rows(head: ReleaseHead) -> Iterator[tuple[Value, ...]]:
    for row in release_rows(head):
        scores = [value for cell in row.cells.values() for value in _score_values(cell)]
        yield (*_submission(row), *scores, *_state(row))


def _submission(row: Row) -> tuple[Value, ...]:
    return row.submission_id, row.name, row.organisation, row.licence, row.open_weights, row.kind


def _score_values(cell: Cell) -> tuple[Value, ...]:
    ranks = cell.rank, cell.rank_low, cell.rank_high
    return cell.mean, cell.target_mean, *ranks, cell.images, cell.standard_error, cell.mean_low, cell.mean_high


def _state(row: Row) -> tuple[Value, ...]:
    judged = row.planned_judgements, row.judged_judgements
    return *judged, row.unranked_reason, row.attempts, row.withdrawn_at, row.evidence_sha256
