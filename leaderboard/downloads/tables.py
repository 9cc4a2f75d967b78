"""A table that can be written in any form: its columns with their types and meanings, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ColumnType(StrEnum):
    """The type of a column's values, any of which may be None. Times are in UTC."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"


Value = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``meaning`` is a sentence with the unit."""

    name: str
    type: ColumnType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """``facts`` identify the release and give its licence and citation.

    Each call of ``rows`` starts from the first row; a row has a value for every column.
    """

    name: str
    facts: Mapping[str, str | int]
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple[Value, ...]]]


def moment(value: datetime) -> str:
    """A time as text files have it, to the second."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
