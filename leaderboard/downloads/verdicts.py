"""The judge's verdicts on a release's pictures as a table: a row per model, prompt, sample and facet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leaderboard.downloads.citation import table_facts
from leaderboard.downloads.tables import Column, ColumnType, Table, Value
from leaderboard.models import ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.verdicts import VerdictLine, verdict_lines

_COLUMNS = (
    Column("submission", ColumnType.INTEGER, "Number of the submission, as in /submissions/<number>/."),
    Column("model_id", ColumnType.INTEGER, "Number of the model, as in /boards/<board>/models/<number>/."),
    Column("model", ColumnType.TEXT, "The model's name when the release was made."),
    Column("prompt", ColumnType.TEXT, "The prompt's key in the suite."),
    Column("sample", ColumnType.INTEGER, "Which of the model's pictures for this prompt, from 1."),
    Column("dimension", ColumnType.TEXT, "Level 1 of the rubric."),
    Column("sub_capability", ColumnType.TEXT, "Level 2 of the rubric."),
    Column("facet", ColumnType.TEXT, "Level 3 of the rubric."),
    Column("verdict", ColumnType.INTEGER, "0 fail, 1 pass, 2 excellent; empty if there is none."),
    Column("not_applicable", ColumnType.BOOLEAN, "Whether the facet is not applicable."),
    Column("is_target", ColumnType.BOOLEAN, "Whether the prompt was written to test this facet."),
    Column(
        "status",
        ColumnType.TEXT,
        "How the judge call ended; ok, repaired, rescued and all_not_applicable have verdicts.",
    ),
)


def verdict_table(head: ReleaseHead, rows: Iterable[ReleaseRow]) -> Table:
    """The verdicts of these rows of the release, in the board's language and in the order of the suite's plan.

    Args:
        rows: with their submissions, without withdrawn ones.
    """
    return Table(
        name="verdicts",
        facts=table_facts(head),
        columns=_COLUMNS,
        rows=lambda: (values for row in rows for values in _values(head, row)),
    )


def _values(head: ReleaseHead, row: ReleaseRow) -> Iterator[tuple[Value, ...]]:
    submission = row.submission
    submission.judge_profile = head.board.judge_profile  # parsed once for all rows
    model = submission.pk, submission.generator_id, row.generator_name
    for line in verdict_lines(submission, head.board.language):
        yield (*model, line.prompt_key, line.sample, line.dimension, line.sub_capability, line.facet, *_verdict(line))


def _verdict(line: VerdictLine) -> tuple[Value, ...]:
    verdict = line.verdict if isinstance(line.verdict, int) else None
    return verdict, None if line.verdict is None else verdict is None, line.is_target, line.status
