"""A table as CSV (UTF-8, RFC 4180): board and release stand on every line, for readers of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from leaderboard.domain.publishing.csv_text import CsvValue, csv_line
from leaderboard.downloads.tables import Table, Value, moment

_ON_EVERY_LINE = ("board", "release")


def write_csv(table: Table, file: BinaryIO) -> None:
    """Write line by line; numbers as ``repr`` writes them, so that reading gives the same floats."""
    file.writelines(csv_line(line).encode() for line in _lines(table))


def _lines(table: Table) -> Iterator[list[CsvValue]]:
    yield [*(column.name for column in table.columns), *_ON_EVERY_LINE]
    facts = [table.facts[name] for name in _ON_EVERY_LINE]
    for row in table.rows():
        yield [*map(_plain, row), *facts]


def _plain(value: Value) -> CsvValue:
    return moment(value) if isinstance(value, datetime) else value
