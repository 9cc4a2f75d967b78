"""Reading a table of scores that people gave to models, with every fault reported by line.

CSV, UTF-8, with a head line: ``model``, ``language`` (of the prompts), and columns of ``agreement.COLUMNS`` in any
subset and order. Scores may be on any scale, higher being better; an empty cell is a missing score.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.domain.agreement.agreement import COLUMNS

MODEL, LANGUAGE = "model", "language"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_LONGEST_LANGUAGE = 10
_SCORE = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\Z")


class HumanScoresError(ValueError):
    """All faults of a table at once, each with the file's name and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class HumanLine:
    """One line: a model's scores for the prompts of one language, by column; at least one."""

    number: int
    model: str
    language: str
    scores: Mapping[str, float]


def parse_human_scores(content: bytes, name: str) -> list[HumanLine]:
    """Read a table.

    Args:
        name: the file's name, for the faults.

    Raises:
        HumanScoresError: with every fault found, not only the first.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise HumanScoresError([f"{name}:{line}: not UTF-8 (at byte {error.start}); UTF-8 is expected"]) from error
    table = _Table(name)
    # newline="": a cell in quotes may hold line ends, and the reader counts them.
    table.read(csv.reader(io.StringIO(text, newline=""), strict=True))
    if table.faults:
        raise HumanScoresError(table.faults)
    return table.lines


class _Table:
    """Collects a table's lines and faults."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[HumanLine] = []
        self.faults: list[str] = []
        self._first: dict[tuple[str, str], int] = {}

    def read(self, rows: Iterator[list[str]]) -> None:
        line = 1
        try:
            head = [cell.strip() for cell in next(rows, [])]
            self._fault(line, _head_faults(head))
            if self.faults:
                return
            line = _lines_read(rows) + 1
            for row in rows:
                if any(cell.strip() for cell in row):
                    self._add(line, head, row)
                line = _lines_read(rows) + 1
        except csv.Error as error:
            self._fault(line, [f"not CSV ({error})"])
        if not self.lines and not self.faults:
            self._fault(line, ["no scores; one line per model and language is expected"])

    def _add(self, number: int, head: Sequence[str], row: Sequence[str]) -> None:
        if len(row) != len(head):
            self._fault(number, [f"{len(row)} cells; {len(head)} are expected, as in the head"])
            return
        cells = dict(zip(head, map(str.strip, row), strict=True))
        faults = list(_cell_faults(cells))
        model, language = cells[MODEL], cells[LANGUAGE]
        earlier = self._first.setdefault((model, language), number)
        if earlier != number:
            faults.append(f"{model!r} in {language!r} is also on line {earlier}; one line is expected")
        self._fault(number, faults)
        if not faults:
            scores = {column: float(cells[column]) for column in COLUMNS if cells.get(column)}
            self.lines.append(HumanLine(number, model, language, scores))

    def _fault(self, number: int, faults: Sequence[str] | Iterator[str]) -> None:
        self.faults.extend(f"{self.name}:{number}: {fault}" for fault in faults)


def _lines_read(rows: Iterator[list[str]]) -> int:
    number: int = rows.line_num  # type: ignore[attr-defined]  # the csv reader's own counter
    return number


def _head_faults(head: Sequence[str]) -> Iterator[str]:
    expected = f"{MODEL}, {LANGUAGE} and any of {', '.join(COLUMNS)}"
    for name in (MODEL, LANGUAGE):
        if name not in head:
            yield f"no column {name!r}; {expected} are expected"
    if not any(name in COLUMNS for name in head):
        yield f"no column of scores; {expected} are expected"
    for name in dict.fromkeys(head):
        if name not in (MODEL, LANGUAGE, *COLUMNS):
            yield f"unknown column {name!r}; {expected} are expected"
        if head.count(name) > 1:
            yield f"the column {name!r} occurs {head.count(name)} times; once is expected"


def _cell_faults(cells: Mapping[str, str]) -> Iterator[str]:
    if not cells[MODEL]:
        yield "no model; a generator's name is expected"
    language = cells[LANGUAGE]
    if not _LANGUAGE.match(language) or len(language) > _LONGEST_LANGUAGE:
        yield f"the language is {language!r}; a code such as en or zh is expected"
    columns = [column for column in COLUMNS if cells.get(column)]
    if not columns:
        yield "no score; at least one is expected"
    for column in columns:
        if not _is_score(cells[column]):
            yield f"{column} is {cells[column]!r}; a number such as 8.71, or an empty cell, is expected"


def _is_score(text: str) -> bool:
    # float() alone would take "1_0", "nan" and digits of other scripts.
    return bool(_SCORE.match(text)) and math.isfinite(float(text))
