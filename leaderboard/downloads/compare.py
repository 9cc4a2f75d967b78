"""Two to four models against each other as a table: a row per level and pair.

The file is small and made anew for each request, because there are too many pairs of models to store one for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leaderboard.downloads.citation import table_facts
from leaderboard.downloads.made_file import MadeFile, made_file
from leaderboard.downloads.release_files import Form, NoSuchFile
from leaderboard.downloads.tables import Column, ColumnType, Table, Value
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.comparison import MOST_MODELS, Comparison, compare_models, find_contenders

_COLUMNS = (
    Column("model_id", ColumnType.INTEGER, "The first model's number."),
    Column("model", ColumnType.TEXT, "Its name when the release was made."),
    Column("other_id", ColumnType.INTEGER, "The number of the model that it is compared with."),
    Column("other", ColumnType.TEXT, "Its name when the release was made."),
    Column("level", ColumnType.TEXT, "overall, dimension, sub_capability or facet."),
    Column("dimension", ColumnType.TEXT, "Empty for the overall."),
    Column("sub_capability", ColumnType.TEXT, "Empty for the overall and for dimensions."),
    Column("facet", ColumnType.TEXT, "Empty for all levels above the facets."),
    Column("mean", ColumnType.NUMBER, "The first model's mean score (0 to 100)."),
    Column("other_mean", ColumnType.NUMBER, "The other model's mean score (0 to 100)."),
    Column("difference", ColumnType.NUMBER, "Mean of the paired differences over the prompts that both have, points."),
    Column("low", ColumnType.NUMBER, "Lower end of its 95% interval, simultaneous over the levels of one kind."),
    Column("high", ColumnType.NUMBER, "Upper end of that interval."),
    Column("shared", ColumnType.INTEGER, "Prompts at which both have this score."),
    Column(
        "settled",
        ColumnType.INTEGER,
        "1: the first model scores reliably higher (95% confidence); -1: the other does; 0: no reliable difference.",
    ),
)


def compare_file(head: ReleaseHead, generator_ids: Sequence[int], form: Form) -> MadeFile:
    """The first of the models against each of the others.

    Raises:
        NoSuchFile: unless these are two to four different models of the release that have scores.
    """
    wanted = list(dict.fromkeys(generator_ids))
    contenders = [contender for contender in find_contenders(head, wanted) if not contender.is_withdrawn]
    if not 2 <= len(wanted) <= MOST_MODELS or len(contenders) < len(wanted):
        raise NoSuchFile(f"two to {MOST_MODELS} models of the release are compared")
    comparison = compare_models(head, contenders)
    if comparison is None:
        raise NoSuchFile("one of the models has no scores by picture")
    return made_file(Table("compare", table_facts(head), _COLUMNS, lambda: _rows(comparison)), form)


def _rows(comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    first, *others = comparison.contenders
    for group in (comparison.columns, comparison.sub_capabilities, comparison.facets):
        for level in group.levels:
            first_mean, *means = level.means
            for other, mean, apart in zip(others, means, level.differences, strict=True):
                models = first.generator_id, first.name, other.generator_id, other.name
                numbers = apart.difference, apart.low, apart.high, apart.shared, apart.settled
                yield (*models, level.path.level, *level.path, first_mean, mean, *numbers)
