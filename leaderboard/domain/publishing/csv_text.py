"""CSV lines with unrounded numbers, whose cells a spreadsheet cannot run as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

CsvValue = str | int | float | bool | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_head(names: Iterable[str]) -> str:
    """A file's first line: the names of its columns.

    It begins with a byte order mark, without which Excel takes UTF-8 for the code page of the machine and shows Chinese
    as gibberish. Python reads such a file with the encoding "utf-8-sig"; pandas and DuckDB as it is.
    """
    return "\ufeff" + csv_line(names)


def csv_line(values: Iterable[CsvValue]) -> str:
    """One line with its line end (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerow([csv_cell(value) for value in values])
    return text.getvalue()


def csv_cell(value: CsvValue) -> str:
    """Numbers as Python's ``repr`` writes them, so that reading gives the same float; None as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    # A spreadsheet would run such a text as a formula; an apostrophe prevents that.
    return "'" + value if value.startswith(_FORMULA_STARTS) else value
