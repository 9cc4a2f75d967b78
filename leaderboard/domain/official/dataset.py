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


def read_prompts(lines: Iterable[str], name: str, rubric: Rubric) -> list[OfficialPrompt]:
    """The dataset's prompts in the order of their numbers.

    Args:
        lines: the file's lines, one at a time: with the replies of 18 models it is too large to hold.
        name: the file's name, for the faults.

    Raises:
        OfficialError: with every fault found.
    """
    prompts: dict[int, OfficialPrompt] = {}
    faults: list[str] = []
    paths = {" / ".join(path): path for path in rubric.by_path}
    for line_number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row, found = _row(line)
        found = found or list(_row_faults(row, paths))
        if not found and row[_ID] in prompts:
            found = [f"{_ID} {row[_ID]} stands on an earlier line too"]
        faults.extend(f"{name}:{line_number}: {fault}" for fault in found)
        if not found:
            prompts[row[_ID]] = _prompt(row, paths)
    if not prompts and not faults:
        faults.append(f"{name}: no rows; one JSON object per line is expected")
    if faults:
        raise OfficialError(faults)
    return [prompts[number] for number in sorted(prompts)]


def _row(line: str) -> tuple[dict[str, Any], list[str]]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return {}, [f"not JSON ({error.msg} at column {error.colno})"]
    return (row, []) if isinstance(row, dict) else ({}, ["a JSON object is expected"])


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
            f"{_TARGETS!r} names {entry!r}, which is none of the {len(paths)} facets"
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
