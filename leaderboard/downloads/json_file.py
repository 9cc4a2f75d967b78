"""A table as one JSON object: what it is, its columns, and its rows as a list of objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
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
        "columns": [asdict(column) for column in table.columns],
    }
    write_list(head, "rows", (dict(zip(names, row, strict=True)) for row in table.rows()), file)


def write_list(head: Mapping[str, Any], name: str, items: Iterable[Any], file: BinaryIO) -> None:
    """One object: everything of ``head``, and at its end the list ``name``, a line for each item."""
    file.write(f'{_text(head)[:-1]}, "{name}": ['.encode())
    file.writelines(((",\n" if number else "\n") + _text(item)).encode() for number, item in enumerate(items))
    file.write(b"\n]}\n")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_as_text)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
