"""Reads of the published tables: files of the repository (``prompts/reported``), and never rows beside Salon's own."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from leaderboard.domain.agreement.agreement import SIDES, side_ranks
from leaderboard.domain.agreement.reported import STATUS, ReportedTable, parse_reported
from leaderboard.domain.publishing.csv_text import CsvValue, csv_line


def reported_tables() -> tuple[ReportedTable, ...]:
    """All published tables, by file name."""
    return _read(settings.SALON_PROMPTS / "reported")


def reported_table(slug: str) -> ReportedTable | None:
    """One published table."""
    return next((table for table in reported_tables() if table.slug == slug), None)


def reported_csv(table: ReportedTable) -> bytes:
    """One line per model, UTF-8, with both sides' scores and ranks; where they come from stands on every line."""
    facts = _facts(table)
    names: list[CsvValue] = ["model", *(name for column in table.columns for name in _score_names(column)), *facts]
    lines: list[list[CsvValue]] = [[model.name] for model in table.models]
    for column in table.columns:
        ranks = {side: side_ranks(table.models, side, column) for side in SIDES}
        for line, model in zip(lines, table.models, strict=True):
            for side in SIDES:
                line += [model.scores(side).get(column), ranks[side].get(model.name)]
    for line in lines:
        line.extend(facts.values())
    return "".join(csv_line(line) for line in (names, *lines)).encode()


def reported_json(table: ReportedTable) -> bytes:
    """The table in the format of its file (``domain/reported.py``), which can be read again."""
    return json.dumps(table.content(), ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[ReportedTable, ...]:
    # They are a part of the program, so they are read once. One that cannot be read is a fault of the program.
    return tuple(parse_reported(file.read_text(encoding="utf-8"), file.name) for file in sorted(folder.glob("*.json")))


def _score_names(column: str) -> list[str]:
    name = column.replace("-", "_")
    return [f"{name}_{side}{what}" for side in SIDES for what in ("", "_rank")]


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
