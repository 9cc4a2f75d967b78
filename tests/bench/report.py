"""How benchmark figures are shown."""

from __future__ import annotations

import platform
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what, its value in words, what was aimed at, and the raw numbers behind it."""

    what: str
    value: str
    aim: str
    detail: str


def show(figures: list[Figure]) -> None:
    """Print a Markdown table, ready for docs/benchmarks.md."""
    memory = psutil.virtual_memory().total / 2**30
    print(f"\n{platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}\n")
    print("| figure | value | aim | detail |\n|---|---|---|---|")
    for figure in figures:
        print(f"| {figure.what} | {figure.value} | {figure.aim} | {figure.detail} |")
