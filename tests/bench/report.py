"""Printing benchmark figures, and writing them into docs/benchmarks.md."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, its value in words, the aim, and the raw numbers behind it."""

    what: str
    value: str
    aim: str
    detail: str


def show(figures: list[Figure]) -> None:
    """Print a Markdown table, ready for docs/benchmarks.md."""
    print(f"\n{machine()}\n\n{table(figures)}")


def machine() -> str:
    """The machine and the date of the measurement."""
    memory = psutil.virtual_memory().total / 2**30
    today = datetime.now(UTC).date()
    where = f"{platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB"
    return f"Measured {today} on {where}, Python {platform.python_version()}."


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = [f"| {figure.what} | {figure.value} | {figure.aim} | {figure.detail} |" for figure in figures]
    return "\n".join(["| figure | value | aim | detail |", "|---|---|---|---|", *lines])


def write_part(name: str, text: str) -> None:
    """Replace the text between the two marks of a part in docs/benchmarks.md.

    Raises:
        ValueError: when the marks are not there.
    """
    begin, end = f"<!-- {name}: written by make bench-{name} -->", f"<!-- end of {name} -->"
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(begin)
    _, end_mark, after = rest.partition(end)
    if not end_mark:
        raise ValueError(f"{DOCUMENT} does not hold {begin} … {end}")
    DOCUMENT.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
