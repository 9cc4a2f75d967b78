"""A board's table as a file: the rows that match the filters, on all pages, in the order and columns of the page.

Generation settings, which the page shows with each model, are columns too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from leaderboard.downloads.citation import table_facts
from leaderboard.downloads.settings_columns import SETTINGS_COLUMNS, settings_values
from leaderboard.downloads.tables import Column, ColumnType, Table, Value
from leaderboard.models import ReleaseRow
from leaderboard.queries.boards import Cell, ReleaseHead, stated_settings
from leaderboard.web.board.columns import WEIGHTING, BoardColumn
from leaderboard.web.board.filters import number_text
from leaderboard.web.board.rows import ScoredRow, matching_rows
from leaderboard.web.board.state import BoardView

_MODEL = (
    Column("rank", ColumnType.INTEGER, "Rank in the leading column (overall, beside a reader's own weights)."),
    Column("rank_low", ColumnType.INTEGER, "Best rank within its simultaneous 95% interval."),
    Column("rank_high", ColumnType.INTEGER, "Worst rank within its simultaneous 95% interval."),
    Column("model_id", ColumnType.INTEGER, "Number of the model, as in /boards/<board>/models/<number>/."),
    Column("model", ColumnType.TEXT, "The model's name when the release was made."),
)
_FACTS = {
    "organisation": [("organisation", Column("organisation", ColumnType.TEXT, "Who made the model."))],
    "licence": [("licence", Column("licence", ColumnType.TEXT, "The model's licence."))],
    "weights": [("open_weights", Column("open_weights", ColumnType.BOOLEAN, "Whether the weights can be downloaded."))],
    "size": [("parameter_count", Column("parameters", ColumnType.INTEGER, "Number of parameters."))],
    "price": [
        ("price_usd", Column("price_usd", ColumnType.NUMBER, "Price of one picture, US dollars, as its author says.")),
        ("price_declared_on", Column("price_declared_on", ColumnType.TEXT, "The day of that statement (UTC).")),
    ],
    "kind": [("kind", Column("kind", ColumnType.TEXT, "How the pictures came: endpoint, bundle or import."))],
    "public": [("public_at", Column("public_at", ColumnType.TIME, "When the submission was made public (UTC)."))],
}
"""The columns of facts by their names on the page, each with the attribute of a row whose value it has."""


def shown_table(head: ReleaseHead, view: BoardView) -> Table:
    """The table of one state of the page. Pins have no effect: all models stand in their order."""
    facts = [fact for column in view.shown if column.path is None for fact in _FACTS[column.name]]
    scores = [column for column in view.shown if column.path is not None]
    lead = _lead_columns(view)
    return Table(
        name="table",
        facts={**table_facts(head), "shown": replace(view, pins=(), page=1).query(), "scope": view.scope.value},
        columns=(*_MODEL, *lead, *map(_score_column, scores), *(column for _name, column in facts), *SETTINGS_COLUMNS),
        rows=lambda: _rows(head, view, [name for name, _column in facts]),
    )


def _rows(head: ReleaseHead, view: BoardView, facts: list[str]) -> Iterator[tuple[Value, ...]]:
    paths = [column.path for column in view.shown if column.path is not None]
    settings = stated_settings(head)
    for scored in matching_rows(head, view):
        cells = (scored.cells[path] for path in paths)
        scores = (cell.value(view.scope) for cell in cells)
        yield (
            *_model_values(scored),
            *_lead_values(scored.lead, view),
            *scores,
            *(_fact(scored.row, name) for name in facts),
            *settings_values(settings.get(scored.row.submission_id)),
        )


def _lead_columns(view: BoardView) -> tuple[Column, ...]:
    name = _column_name(view.lead)
    if view.weighting:
        weights = ", ".join(f"{path.dimension} {number_text(weight)}" for path, weight in view.weights)
        meaning = f"Weighted mean of the dimensions with a reader's own weights: {weights}. Not a score of the board."
        interval = "interval of it, or of a wider one: the weighted mean of the dimensions' 95% intervals"
    else:
        meaning, interval = _meaning(view.lead), "95% interval of it"
    mean = Column(name, ColumnType.NUMBER, meaning)
    if view.is_target_scope:
        return (mean,)
    low = Column(f"{name}_low", ColumnType.NUMBER, f"Lower end of the {interval}.")
    return (mean, low, Column(f"{name}_high", ColumnType.NUMBER, f"Upper end of the {interval}."))


def _lead_values(cell: Cell, view: BoardView) -> tuple[Value, ...]:
    return (cell.target_mean,) if view.is_target_scope else (cell.mean, cell.mean_low, cell.mean_high)


def _model_values(scored: ScoredRow) -> tuple[Value, ...]:
    lead = scored.lead
    return lead.rank, lead.rank_low, lead.rank_high, scored.generator_id, scored.row.generator_name


def _score_column(column: BoardColumn) -> Column:
    return Column(_column_name(column), ColumnType.NUMBER, _meaning(column))


def _meaning(column: BoardColumn) -> str:
    return f"Mean score, points of 100: {column.path or 'Overall'}."


def _column_name(column: BoardColumn) -> str:
    return "own_weighting" if column.name == WEIGHTING else column.name.replace("-", "_")


def _fact(row: ReleaseRow, name: str) -> Value:
    value: Value | Decimal | date = getattr(row, name)
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value
