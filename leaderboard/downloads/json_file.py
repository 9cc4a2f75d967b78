"""A table as one JSON object: its facts, its columns, and its rows as a list of objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from leaderboard.downloads.tables import Table, moment

FORMAT = "salon-table-1"


def write_json(table: Table, file: BinaryIO) -> None:
    """Write row by row."""
    names = [column.name for column in table.columns]
    head = {
        "format": FORMAT,
        "table": table.name,
        **table.facts,
        "columns": [{"name": column.name, "type": column.type, "meaning": column.meaning} for column in table.columns],
    }
    write_list(head, "rows", (dict(zip(names, row, strict=True)) for row in table.rows()), file)


def write_list(head: Mapping[str, Any], name: str, items: Iterable[Any], file: BinaryIO) -> None:
    """Write ``list_lines``."""
    file.writelines(line.encode() for line in list_lines(head, name, items))


def list_lines(head: Mapping[str, Any], name: str, items: Iterable[Any]) -> Iterator[str]:
    """One JSON object, line by line: the members of ``head``, then the list ``name`` with one item per line."""
    yield f'{_text(head)[:-1]}, "{name}": ['
    for number, item in enumerate(items):
        yield (",\n" if number else "\n") + _text(item)
    yield "\n]}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_as_text)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
