"""The dataset's rows (JSON Lines): a prompt in two languages and its target facets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboard.domain.official import OfficialError
from leaderboard.domain.rubric import FacetPath, Rubric

_ID, _TARGETS = "ID", "dims_en"
_TEXTS: Mapping[str, str] = {"zh": "prompt_cn", "en": "prompt_en"}
LANGUAGES = tuple(_TEXTS)
"""Chinese first: the published table was judged on the Chinese prompts."""


@dataclass(frozen=True, slots=True)
class OfficialPrompt:
    """One row of the dataset: its number, a text per language, and the target facets."""

    number: int
    texts: Mapping[str, str]
    targets: tuple[FacetPath, ...]

    @property
    def key(self) -> str:
        """Its key in the suite."""
        return f"q{self.number:04d}"

    @property
    def active_dimensions(self) -> frozenset[str]:
        """The dimensions in which its pictures are judged."""
        return frozenset(target.dimension for target in self.targets)


def read_prompts(lines: Iterable[str], name: str, rubric: Rubric) -> list[OfficialPrompt]:
    """The dataset's prompts in the order of their numbers.

    Args:
        lines: the file's lines one at a time; with the replies of 18 models it is too large for memory.
        name: the file's name, for the faults.

    Raises:
        OfficialError: with every fault found.
    """
    prompts: dict[int, OfficialPrompt] = {}
    faults: list[str] = []
    rows = PromptRows(rubric)
    for line_number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            prompt = rows.read(line)
        except OfficialError as error:
            faults.extend(f"{name}:{line_number}: {fault}" for fault in error.faults)
            continue
        if prompt.number in prompts:
            faults.append(f"{name}:{line_number}: {said_twice(prompt.number)}")
        prompts[prompt.number] = prompt
    if not prompts and not faults:
        faults.append(f"{name}: {NO_ROWS}")
    if faults:
        raise OfficialError(faults)
    return [prompts[number] for number in sorted(prompts)]


NO_ROWS = "no rows; one JSON object per line is expected"


def said_twice(number: int) -> str:
    """The fault of a second row with the same number."""
    return f"{_ID} {number} is also on an earlier line; each number may occur once"


class PromptRows:
    """Reads rows one at a time. Its errors name neither file nor line, which the caller knows."""

    def __init__(self, rubric: Rubric) -> None:
        self._paths = {" / ".join(path): path for path in rubric.by_path}

    def read(self, line: str) -> OfficialPrompt:
        """The prompt of a line.

        Raises:
            OfficialError: with every fault of the line.
        """
        row = self.columns(line)
        faults = list(self.faults(row))
        if faults:
            raise OfficialError(faults)
        return self.prompt(row)

    def columns(self, line: str) -> dict[str, Any]:
        """The columns of a line, unchecked.

        Raises:
            OfficialError: if it is not a JSON object, or names a column twice.
        """
        try:
            row = json.loads(line, object_pairs_hook=_unique_columns)
        except json.JSONDecodeError as error:
            raise OfficialError([f"not JSON ({error.msg} at column {error.colno})"]) from error
        except RecursionError as error:
            raise OfficialError(["the JSON is nested too deeply"]) from error
        if not isinstance(row, dict):
            raise OfficialError(["a JSON object is expected"])
        return row

    def faults(self, row: Mapping[str, Any]) -> Iterator[str]:
        """The faults in the columns of the prompt."""
        return _row_faults(row, self._paths)

    def prompt(self, row: Mapping[str, Any]) -> OfficialPrompt:
        """The prompt of columns without faults."""
        return _prompt(row, self._paths)


def _unique_columns(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise OfficialError([f"{', '.join(twice)} occurs twice in the row; once is expected"])
    return row


def _row_faults(row: Mapping[str, Any], paths: Mapping[str, FacetPath]) -> Iterator[str]:
    number = row.get(_ID)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 10**6:
        yield f"{_ID!r} is {number!r}; a whole number is expected"
    for column in (*_TEXTS.values(), _TARGETS):
        if column not in row:
            yield f"{column!r} is missing; the columns found are {', '.join(list(row)[:12])}"
        elif not isinstance(row[column], str) or not row[column].strip():
            yield f"{column!r} is {row[column]!r:.60}; a text is expected"
    if isinstance(row.get(_TARGETS), str):
        entries = _entries(row[_TARGETS])
        if row[_TARGETS].strip() and not entries:
            yield f"{_TARGETS!r} is {row[_TARGETS]!r:.60}, which names no facet"
        yield from (
            f"{_TARGETS!r} names {entry!r}, which is not one of the {len(paths)} facets"
            for entry in entries
            if entry not in paths
        )


def _entries(dims: str) -> list[str]:
    """The entries of a list such as "Quality / Detail / Noise; Alignment / …", each once.

    Split at ";" only: two facets have a slash in their names.
    """
    return list(dict.fromkeys(entry.strip() for entry in dims.split(";") if entry.strip()))


def _prompt(row: Mapping[str, Any], paths: Mapping[str, FacetPath]) -> OfficialPrompt:
    return OfficialPrompt(
        number=row[_ID],
        texts={language: row[column] for language, column in _TEXTS.items()},
        targets=tuple(paths[entry] for entry in _entries(row[_TARGETS])),
    )
