"""The judge's scores beside people's, model by model, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.domain.agreement.agreement import COLUMNS, HUMAN, JUDGE, Rated, side_ranks
from leaderboard.web.words.data import translated


class RatedCell(NamedTuple):
    """One model's two scores in one column, each with its rank; None where there is no score."""

    judge: float | None
    judge_rank: int | None
    human: float | None
    human_rank: int | None


class RatedRow(NamedTuple):
    """One model; ``rank`` is the judge's in the first column."""

    rank: int | None
    name: str
    cells: list[RatedCell]


class RatedTable(NamedTuple):
    """The columns' labels, and the models by the judge's rank in the first column."""

    labels: list[str]
    rows: list[RatedRow]


def column_label(column: str) -> str:
    """The name that pages show for a column of COLUMNS."""
    return translated(COLUMNS[column]) or _("Overall")


def rated_table(models: Sequence[Rated], columns: Sequence[str]) -> RatedTable:
    """The models by rank; those without a score in the first column come last."""
    judge = {column: side_ranks(models, JUDGE, column) for column in columns}
    human = {column: side_ranks(models, HUMAN, column) for column in columns}
    rows = [
        RatedRow(
            judge[columns[0]].get(model.name),
            model.name,
            [
                RatedCell(
                    model.judge.get(column),
                    judge[column].get(model.name),
                    model.human.get(column),
                    human[column].get(model.name),
                )
                for column in columns
            ],
        )
        for model in models
    ]
    return RatedTable(
        [column_label(column) for column in columns], sorted(rows, key=lambda row: row.rank or len(rows) + 1)
    )
