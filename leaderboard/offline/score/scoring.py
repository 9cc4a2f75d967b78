"""Scores a dump, a large one in several processes: each reads a part of the file and adds up its models."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.dataset import NO_ROWS, said_twice
from leaderboard.domain.official.dump import DumpReader, DumpRow
from leaderboard.domain.official.faults import FaultBook
from leaderboard.domain.official.readings import PictureReader
from leaderboard.domain.official.tally import ModelTally
from leaderboard.domain.rubric import Rubric
from leaderboard.offline.score.collector import collector_paused
from leaderboard.offline.score.files import Part, in_parts, whole

PART_BYTES = 12 * 2**20
"""Large enough to justify a message between processes, small enough for all of them to end at about the same time."""


@dataclass(slots=True)
class DumpScores:
    """The sums of a dump, or of a part of it, in one language."""

    models: dict[str, ModelTally] = field(default_factory=dict)
    prompts: dict[int, int] = field(default_factory=dict)
    """The line of each prompt, by its number."""
    expected: int = 0
    """How many replies a complete model has."""
    lines: int = 0
    faults: list[tuple[int, list[str]]] = field(default_factory=list)


def score_dump(path: Path, rubric: Rubric, language: str, jobs: int, part_bytes: int = PART_BYTES) -> DumpScores:
    """The scores of all models of a dump that have replies in the language, by name.

    Args:
        jobs: the largest number of processes.
        part_bytes: how much of the file a process reads at a time; the scores do not depend on it.

    Raises:
        OfficialError: with every fault by file and line.
    """
    parts = in_parts(whole(path), part_bytes)
    scores = DumpScores()
    book = FaultBook(path.name)
    for part_scores in _scored(parts, partial(score_part, rubric=rubric, language=language), jobs):
        _add_part(scores, part_scores, book)
    if not book and not scores.prompts:
        book.add(0, [NO_ROWS])
    elif not book and not any(tally.counts.replies for tally in scores.models.values()):
        book.add(0, [f"no replies in the language {language!r}; columns such as quality_response_MODEL are expected"])
    if book:
        raise OfficialError(book.told())
    scores.models = {name: tally for name, tally in sorted(scores.models.items()) if tally.counts.replies}
    return scores


def _scored(parts: list[Part], score: partial[DumpScores], jobs: int) -> Iterator[DumpScores]:
    jobs = min(jobs, len(parts))
    if jobs <= 1:
        yield from map(score, parts)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(score, parts)


@collector_paused()
def score_part(part: Part, rubric: Rubric, language: str) -> DumpScores:
    """Read and score the lines of a part, numbered from its first line."""
    scores = DumpScores()
    rows, pictures = DumpReader(rubric), PictureReader(rubric)
    for scores.lines, line in enumerate(part.lines(), start=1):
        if line.isspace():
            continue
        try:
            row = rows.read(line)
        except OfficialError as error:
            scores.faults.append((scores.lines, error.faults))
            continue
        if row.prompt.number in scores.prompts:
            scores.faults.append((scores.lines, [said_twice(row.prompt.number)]))
        scores.prompts[row.prompt.number] = scores.lines
        _add_row(scores, row, pictures, language)
    return scores


def _add_row(scores: DumpScores, row: DumpRow, pictures: PictureReader, language: str) -> None:
    scores.expected += len(row.prompt.active_dimensions)
    for (model, in_language), replies in row.replies.items():
        if in_language == language:
            tally = scores.models.setdefault(model, ModelTally())
            tally.add(pictures.read(replies, row.prompt.targets), row.prompt, language)


def _add_part(scores: DumpScores, part: DumpScores, book: FaultBook) -> None:
    for line, faults in part.faults:
        book.add(scores.lines + line, faults)
    for number, line in part.prompts.items():
        if number in scores.prompts:
            book.add(scores.lines + line, [said_twice(number)])
        scores.prompts[number] = scores.lines + line
    for name, tally in part.models.items():
        scores.models.setdefault(name, ModelTally()).merge(tally)
    scores.expected += part.expected
    scores.lines += part.lines
