"""A table as CSV (UTF-8 with a byte order mark, RFC 4180)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import BinaryIO

from leaderboard.domain.publishing.csv_text import CsvValue, csv_head, csv_line
from leaderboard.downloads.tables import Table, Value, moment

_BOARD_AND_RELEASE = ("board", "release")


def write_csv(table: Table, file: BinaryIO, facts: Collection[str] = _BOARD_AND_RELEASE) -> None:
    """Write line by line. Numbers are written as ``repr`` writes them, so reading them gives the same floats.

    Args:
        facts: which of the table's facts stand at the end of every line, because CSV has no other place for them.
    """
    file.write(csv_head([*(column.name for column in table.columns), *facts]).encode())
    file.writelines(csv_line(line).encode() for line in _lines(table, facts))


def _lines(table: Table, facts: Collection[str]) -> Iterator[list[CsvValue]]:
    on_every_line = [table.facts[name] for name in facts]
    for row in table.rows():
        yield [*map(_plain, row), *on_every_line]


def _plain(value: Value) -> CsvValue:
    return moment(value) if isinstance(value, datetime) else value
