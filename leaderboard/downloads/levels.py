"""Every model on every level of the rubric: a table with a row for each pair, and the sealed list itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from leaderboard.domain.rubric import FacetPath
from leaderboard.downloads.board import SUBMISSION_COLUMNS
from leaderboard.downloads.citation import table_facts
from leaderboard.downloads.json_file import write_list
from leaderboard.downloads.tables import Column, ColumnType, Table, Value
from leaderboard.models import Release, ReleaseRow, ReleaseScore
from leaderboard.pipeline.publishing.levels import SEALED_NUMBERS
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.release_levels import scores_by_row, scores_on_facet, submissions_of

SEALED_FORMAT = "salon-levels-1"
_LEVEL_COLUMNS = (
    Column("level", ColumnType.TEXT, "overall, dimension, sub_capability or facet."),
    Column("dimension", ColumnType.TEXT, "Empty for the overall."),
    Column("sub_capability", ColumnType.TEXT, "Empty for the overall and for dimensions."),
    Column("facet", ColumnType.TEXT, "Empty for all levels above the facets."),
    Column("mean", ColumnType.NUMBER, "Mean score over all verdicts (0 to 100)."),
    Column("target_mean", ColumnType.NUMBER, "Mean score over the prompts' target facets only (0 to 100)."),
    Column("images", ColumnType.INTEGER, "Pictures that have this score."),
    Column("standard_error", ColumnType.NUMBER, "Standard error of the mean, points."),
    Column("mean_low", ColumnType.NUMBER, "Lower end of the mean's 95% interval, points."),
    Column("mean_high", ColumnType.NUMBER, "Upper end of the mean's 95% interval, points."),
    Column("rank", ColumnType.INTEGER, "Rank on this level; equal scores share one."),
    Column("rank_low", ColumnType.INTEGER, "Best rank within the simultaneous 95% interval."),
    Column("rank_high", ColumnType.INTEGER, "Worst rank within the simultaneous 95% interval."),
    Column(
        "field_difference",
        ColumnType.NUMBER,
        "Mean over prompts of the score minus the other ranked models' mean.",
    ),
    Column("field_low", ColumnType.NUMBER, "Lower end of its 95% interval, simultaneous over the model's levels."),
    Column("field_high", ColumnType.NUMBER, "Upper end of that interval."),
)
_COLUMNS = (
    SUBMISSION_COLUMNS[0],
    Column("model_id", ColumnType.INTEGER, "Number of the model, as in /boards/<board>/models/<number>/."),
    *SUBMISSION_COLUMNS[1:],
    *_LEVEL_COLUMNS,
    Column("unranked_reason", ColumnType.TEXT, "Why the model is not ranked; empty if it is."),
)


def levels_table(head: ReleaseHead) -> Table:
    """All models on all levels, models in the release's order, levels in the rubric's."""
    return _table("levels", head, lambda: (score for scores in scores_by_row(head) for score in scores))


def model_table(head: ReleaseHead, row: ReleaseRow) -> Table:
    """One model on all levels."""
    return _table("scores", head, lambda: (score for scores in scores_by_row(head, row) for score in scores))


def facet_table(head: ReleaseHead, facet: FacetPath) -> Table:
    """All models on one facet, the best first."""
    return _table("facet", head, lambda: scores_on_facet(head, facet))


def write_sealed_levels(head: ReleaseHead, file: BinaryIO) -> None:
    """The list over which ``content.levels.sha256`` of the release is computed, under "levels".

    It has a list of scores for each of "submissions", in their order; a score is a list of the values of "columns".
    """
    sha256 = Release.objects.values_list("content__levels__sha256", flat=True).get(pk=head.release.pk)
    submissions = submissions_of(head)
    about = {
        "format": SEALED_FORMAT,
        **table_facts(head),
        "columns": ("path", *SEALED_NUMBERS),
        "submissions": submissions,
        "levels_sha256": sha256,
    }
    write_list(about, "levels", _sealed(submissions, scores_by_row(head)), file)


def _sealed(submissions: Sequence[int], scored: Iterator[list[ReleaseScore]]) -> Iterator[list[list[Any]]]:
    """One list for every submission; an empty one for a withdrawn submission, which has no scores."""
    scores = next(scored, None)
    for submission_id in submissions:
        if scores is None or scores[0].row.submission_id != submission_id:
            yield []
            continue
        yield [_sealed_score(score) for score in scores]
        scores = next(scored, None)


def _sealed_score(score: ReleaseScore) -> list[Any]:
    return [list(score.path.names), *(getattr(score, name) for name in SEALED_NUMBERS)]


def _table(name: str, head: ReleaseHead, scores: Callable[[], Iterator[ReleaseScore]]) -> Table:
    return Table(name=name, facts=table_facts(head), columns=_COLUMNS, rows=lambda: map(_values, scores()))


def _values(score: ReleaseScore) -> tuple[Value, ...]:
    row = score.row
    numbers = (getattr(score, column.name) for column in _LEVEL_COLUMNS[1:])
    return (
        *(row.submission_id, row.submission.generator_id, row.generator_name, row.organisation, row.licence),
        *(row.open_weights, row.kind, row.submission.pictures_per_prompt),
        *(score.path.level, *numbers, row.unranked_reason),
    )
