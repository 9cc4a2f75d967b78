"""Reads of the rows of one board's page: filtered, in any order, with the scores of the levels that are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import NamedTuple

from django.db.models import Count, F, FilteredRelation, Func, Q, QuerySet
from django.db.models.functions import Lower

from leaderboard.domain.score_path import ScorePath
from leaderboard.models import ReleaseRow, ReleaseScore
from leaderboard.queries.boards import CELL_FIELDS, NO_SCORE, Cell, ReleaseHead
from leaderboard.web.board.state import SIZES, BoardView, Filters, RowOrder

CHOICES_SHOWN = 200
"""With more organisations than these a list to choose from is of no use, and heavy."""

_FACT_ORDERS: dict[str, F | Func] = {
    "model": Lower("generator_name"),
    "organisation": Lower("organisation"),
    "licence": Lower("licence"),
    "weights": F("open_weights"),
    "size": F("parameter_count"),
    "public": F("public_at"),
}
_SHOWN = (
    *("generator_name", "organisation", "licence", "open_weights", "parameter_count"),
    *("public_at", "kind", "attempts", "submission"),
)


class Counts(NamedTuple):
    """How many rows are ranked, how many of them match the filters, and how many of these are pinned."""

    ranked: int
    wanted: int
    pinned: int


class Choices(NamedTuple):
    """The values by which a release can be filtered; one more than CHOICES_SHOWN if there are more."""

    organisations: list[str]
    licences: list[str]


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A row with its generator and the scores of the levels that are shown."""

    row: ReleaseRow
    cells: Mapping[ScorePath, Cell]

    @property
    def generator_id(self) -> int:
        return self.row.submission.generator_id


class PageRows(NamedTuple):
    """The pinned rows, whatever the filters, and the other rows of a page."""

    pinned: list[ScoredRow]
    others: list[ScoredRow]


def board_levels(head: ReleaseHead) -> list[ScorePath]:
    """The levels down to the sub-capabilities that a release has scores of, in the rubric's order.

    They are read from its first row, because all rows have the same levels and a release's content is large.
    """
    scores = ReleaseScore.objects.filter(row__release=head.release, row__position=1, facet="").order_by("id")
    levels = [ScorePath(*names) for names in scores.values_list("dimension", "sub_capability")]
    return levels or [ScorePath(column) for column in head.columns]


def page_rows(head: ReleaseHead, view: BoardView, first: int, count: int) -> PageRows:
    """The rows of one page.

    Args:
        first: the place of the page's first row among all that match the filters and are not pinned.
    """
    ranked = _ranked_rows(head, view.order)
    others = ranked.filter(_matches(view.filters))
    if view.pins:
        others = others.exclude(submission__generator__in=view.pins)
    page = list(others[first : first + count])
    pinned = list(ranked.filter(submission__generator__in=view.pins)) if view.pins else []
    levels = [view.level, *(column.path for column in view.shown if column.path is not None)]
    scored = _with_cells([*page, *pinned], levels)
    return PageRows(pinned=scored[len(page) :], others=scored[: len(page)])


def unranked_rows(head: ReleaseHead, filters: Filters) -> QuerySet[ReleaseRow]:
    """The rows that are listed without a rank, and those of withdrawn submissions."""
    rows = ReleaseRow.objects.filter(_matches(filters), release=head.release).exclude(unranked_reason="")
    return rows.select_related("submission").order_by("position")


def count_rows(head: ReleaseHead, filters: Filters, pins: Collection[int]) -> Counts:
    """All three numbers in one statement."""
    matches = _matches(filters)
    pinned = matches & Q(submission__generator__in=pins)
    return Counts(
        **ReleaseRow.objects.filter(release=head.release, unranked_reason="").aggregate(
            ranked=Count("pk"), wanted=Count("pk", filter=matches), pinned=Count("pk", filter=pinned)
        )
    )


def filter_choices(head: ReleaseHead) -> Choices:
    """The organisations and licences of a release, in alphabetical order."""
    return Choices(_different(head, "organisation"), _different(head, "licence"))


def _matches(filters: Filters) -> Q:
    """The filters as a condition on ReleaseRow."""
    condition = Q()
    for word in filters.words.split():
        condition &= Q(generator_name__icontains=word) | Q(organisation__icontains=word)
    if filters.organisation:
        condition &= Q(organisation__iexact=filters.organisation)
    if filters.licence:
        condition &= Q(licence__iexact=filters.licence)
    if filters.weights:
        condition &= Q(open_weights=filters.weights == "open")
    if filters.size:
        condition &= _of_size(filters.size)
    if filters.since:
        condition &= Q(public_at__gte=datetime.combine(filters.since, time(), UTC))
    return condition


def _of_size(size: str) -> Q:
    low, high = SIZES[size]
    if low is None and high is None:
        return Q(parameter_count__isnull=True)
    condition = Q() if low is None else Q(parameter_count__gte=low)
    return condition if high is None else condition & Q(parameter_count__lt=high)


def _ranked_rows(head: ReleaseHead, order: RowOrder) -> QuerySet[ReleaseRow]:
    """All ranked rows in an order; rows without the value come last in both directions."""
    rows = ReleaseRow.objects.filter(release=head.release, unranked_reason="").select_related("submission")
    rows = rows.only(*_SHOWN, "submission__generator")
    if order.level is None:
        by = _FACT_ORDERS[order.by]
    elif order.level.is_overall and order.by == "rank":
        by = F("position")  # the order of the overall ranks, and indexed
    else:
        is_level = Q(**{f"scores__{name}": value for name, value in order.level._asdict().items()})
        rows = rows.annotate(level=FilteredRelation("scores", condition=is_level))
        by = F(f"level__{order.by}")
    return rows.order_by(by.desc(nulls_last=True) if order.descending else by.asc(nulls_last=True), "position")


def _with_cells(rows: Iterable[ReleaseRow], levels: Sequence[ScorePath]) -> list[ScoredRow]:
    """Rows with their scores on some levels: one further statement."""
    listed = list(rows)
    cells: dict[int, dict[ScorePath, Cell]] = {row.pk: {} for row in listed}
    scores = ReleaseScore.objects.filter(
        row__in=list(cells),
        dimension__in={path.dimension for path in levels},
        sub_capability__in={path.sub_capability for path in levels},
        facet="",
    )
    for row_id, dimension, sub_capability, *numbers in scores.values_list(
        "row_id", "dimension", "sub_capability", *CELL_FIELDS
    ):
        cells[row_id][ScorePath(dimension, sub_capability)] = Cell(*numbers)
    return [ScoredRow(row, {path: cells[row.pk].get(path, NO_SCORE) for path in levels}) for row in listed]


def _different(head: ReleaseHead, name: str) -> list[str]:
    values = ReleaseRow.objects.filter(release=head.release).exclude(**{name: ""})
    return list(values.order_by(name).values_list(name, flat=True).distinct()[: CHOICES_SHOWN + 1])
