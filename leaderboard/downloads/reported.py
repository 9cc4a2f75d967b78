"""A published table (not Salon's own scores) as CSV and JSON."""

from __future__ import annotations

import json

from leaderboard.domain.agreement.agreement import SIDES, side_ranks
from leaderboard.domain.agreement.reported import STATUS, ReportedTable
from leaderboard.domain.publishing.csv_text import CsvValue, csv_head, csv_line


def reported_csv(table: ReportedTable) -> bytes:
    """One line per model, in UTF-8, with the scores and ranks of both sides; the source stands on every line."""
    facts = _facts(table)
    names = ["model", *(name for column in table.columns for name in _score_names(column)), *facts]
    lines: list[list[CsvValue]] = [[model.name] for model in table.models]
    for column in table.columns:
        ranks = {side: side_ranks(table.models, side, column) for side in SIDES}
        for line, model in zip(lines, table.models, strict=True):
            for side in SIDES:
                line += [model.scores(side).get(column), ranks[side].get(model.name)]
    for line in lines:
        line.extend(facts.values())
    return (csv_head(names) + "".join(map(csv_line, lines))).encode()


def reported_json(table: ReportedTable) -> bytes:
    """The table in the format of its file in the repository (``domain/agreement/reported.py`` reads it)."""
    return json.dumps(table.content(), ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def _score_names(column: str) -> list[str]:
    name = column.replace("-", "_")
    return [f"{name}_{side}{suffix}" for side in SIDES for suffix in ("", "_rank")]


def _facts(table: ReportedTable) -> dict[str, CsvValue]:
    return {
        "status": STATUS,
        "table": table.slug,
        "judge": table.judge,
        "language": table.language,
        "source": table.source,
        "source_tables": ", ".join(table.tables[side] for side in SIDES),
        "licence": table.licence,
    }
