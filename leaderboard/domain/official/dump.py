"""One line of the dataset with its replies: the prompt, and per model and language a reply for each dimension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.columns import ColumnError, ReplyColumns
from leaderboard.domain.official.dataset import OfficialPrompt, PromptRows
from leaderboard.domain.rubric import Rubric

Replies = Mapping[str, str]
"""The replies about one picture, by dimension, as received; a dimension without one is absent."""


@dataclass(frozen=True, slots=True)
class DumpRow:
    """A prompt, and the replies about its pictures by (model, language). Models without any reply are included."""

    prompt: OfficialPrompt
    replies: Mapping[tuple[str, str], Replies]


class DumpReader:
    """Reads lines one at a time, because a dump is too large for memory."""

    def __init__(self, rubric: Rubric) -> None:
        self._prompts = PromptRows(rubric)
        self._columns = ReplyColumns(rubric.dimensions)

    def read(self, line: bytes) -> DumpRow:
        """The row that a line holds.

        Raises:
            OfficialError: with every fault of the line, without file and line number.
        """
        try:
            row = self._prompts.columns(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise OfficialError([f"not UTF-8 ({error.reason} at byte {error.start + 1})"]) from error
        faults = list(self._prompts.faults(row))
        replies: dict[tuple[str, str], dict[str, str]] = {}
        faults.extend(self._gather(row, replies))
        if faults:
            raise OfficialError(faults)
        return DumpRow(self._prompts.prompt(row), replies)

    def _gather(self, row: Mapping[str, Any], replies: dict[tuple[str, str], dict[str, str]]) -> Iterator[str]:
        for name, value in row.items():
            try:
                column = self._columns.read(name)
            except ColumnError as error:
                yield str(error)
                continue
            if column is None:
                continue
            of_picture = replies.setdefault((column.model, column.language), {})
            if isinstance(value, str):
                if value and not value.isspace():
                    of_picture[column.dimension] = value
            elif value is not None:
                yield f"{name!r} is {value!r:.60}; a reply as text, or null, is expected"
