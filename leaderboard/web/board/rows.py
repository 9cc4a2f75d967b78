"""Reads of the rows of one board's page: filtered, in any order, with the scores of the levels that are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Lower

from leaderboard.domain.score_path import ScorePath
from leaderboard.models import ReleaseRow, ReleaseScore
from leaderboard.queries.boards import CELL_FIELDS, NO_SCORE, Cell, ReleaseHead
from leaderboard.web.board.filters import Filters
from leaderboard.web.board.state import BoardView, RowOrder

CHOICES_SHOWN = 200
"""With more organisations than these a list to choose from is of no use, and heavy."""

_FACT_ORDERS: dict[str, F | Func] = {
    "model": Lower("generator_name"),
    "organisation": Lower("organisation"),
    "licence": Lower("licence"),
    "weights": F("open_weights"),
    "size": F("parameter_count"),
    "price": F("price_usd"),
    "kind": F("kind"),
    "public": F("public_at"),
}
_SHOWN = (
    *("generator_name", "organisation", "licence", "open_weights", "parameter_count"),
    *("price_usd", "price_declared_on", "public_at", "kind", "attempts", "submission"),
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
    """A row with its generator and the scores of the levels that are shown.

    ``lead`` is the score in the leading column. With the reader's own weights it has the ranks of the overall.
    """

    row: ReleaseRow
    lead: Cell
    cells: Mapping[ScorePath, Cell]

    @property
    def generator_id(self) -> int:
        return self.row.submission.generator_id


class PageRows(NamedTuple):
    """The pinned rows, whatever the filters, and the other rows of a page."""

    pinned: list[ScoredRow]
    others: list[ScoredRow]


def board_levels(head: ReleaseHead) -> list[ScorePath]:
    """The levels that a release has scores of, in the rubric's order.

    They are read from its first row, because all rows have the same levels and a release's content is large.
    """
    scores = ReleaseScore.objects.filter(row__release=head.release, row__position=1).order_by("id")
    levels = [ScorePath(*names) for names in scores.values_list("dimension", "sub_capability", "facet")]
    return levels or [ScorePath(column) for column in head.columns]


def page_rows(head: ReleaseHead, view: BoardView, first: int, count: int) -> PageRows:
    """The rows of one page.

    Args:
        first: the place of the page's first row among all that match the filters and are not pinned.
    """
    ranked = _ranked_rows(head, view.order)
    others = ranked.filter(view.filters.condition())
    if view.pins:
        others = others.exclude(submission__generator__in=view.pins)
    page = list(others[first : first + count])
    pinned = list(ranked.filter(submission__generator__in=view.pins)) if view.pins else []
    scored = _scored([*page, *pinned], view)
    return PageRows(pinned=scored[len(page) :], others=scored[: len(page)])


def matching_rows(head: ReleaseHead, view: BoardView) -> list[ScoredRow]:
    """All ranked rows that match the filters, on whatever page, in the view's order."""
    return _scored(list(_ranked_rows(head, view.order).filter(view.filters.condition())), view)


def unranked_rows(head: ReleaseHead, filters: Filters) -> QuerySet[ReleaseRow]:
    """The rows that are listed without a rank, and those of withdrawn submissions."""
    rows = ReleaseRow.objects.filter(filters.condition(), release=head.release).exclude(unranked_reason="")
    return rows.select_related("submission").order_by("position")


def count_rows(head: ReleaseHead, filters: Filters, pins: Collection[int]) -> Counts:
    """All three numbers in one statement."""
    matches = filters.condition()
    pinned = matches & Q(submission__generator__in=pins)
    return Counts(
        **ReleaseRow.objects.filter(release=head.release, unranked_reason="").aggregate(
            ranked=Count("pk"), wanted=Count("pk", filter=matches), pinned=Count("pk", filter=pinned)
        )
    )


def filter_choices(head: ReleaseHead) -> Choices:
    """The organisations and licences of a release, in alphabetical order."""
    return Choices(_different(head, "organisation"), _different(head, "licence"))


def _ranked_rows(head: ReleaseHead, order: RowOrder) -> QuerySet[ReleaseRow]:
    """All ranked rows in an order; rows without the value come last in both directions."""
    rows = ReleaseRow.objects.filter(release=head.release, unranked_reason="").select_related("submission")
    rows = rows.only(*_SHOWN, "submission__generator", "submission__pictures_per_prompt")
    by: F | Func | Subquery
    if order.weights:
        by = _weighted_mean(order)
    elif order.level is None:
        by = _FACT_ORDERS[order.by]
    elif order.level.is_overall and order.by == "rank":
        by = F("position")  # the order of the overall ranks, and indexed
    else:
        is_level = Q(**{f"scores__{name}": value for name, value in order.level._asdict().items()})
        rows = rows.annotate(level=FilteredRelation("scores", condition=is_level))
        by = F(f"level__{order.by}")
    return rows.order_by(by.desc(nulls_last=True) if order.descending else by.asc(nulls_last=True), "position")


def _weighted_mean(order: RowOrder) -> Subquery:
    """The weighted sum of a row's scores; NULL if one of them is missing."""
    parts = [When(dimension=path.dimension, then=F(order.by) * Value(weight)) for path, weight in order.weights]
    dimensions = [path.dimension for path, _weight in order.weights]
    scores = ReleaseScore.objects.filter(
        row=OuterRef("pk"), dimension__in=dimensions, sub_capability="", facet="", **{f"{order.by}__isnull": False}
    )
    sums = scores.order_by().values("row").annotate(parts=Count("pk"), total=Sum(Case(*parts)))
    return Subquery(sums.filter(parts=len(dimensions)).values("total"), output_field=FloatField())


def _scored(rows: Sequence[ReleaseRow], view: BoardView) -> list[ScoredRow]:
    """Rows with the scores that the view shows: one further statement."""
    shown = [column.path for column in view.shown if column.path is not None]
    levels = dict.fromkeys([view.level, *shown, *(path for path, _weight in view.weights)])
    scored = []
    for row, cells in zip(rows, _cells(rows, list(levels)), strict=True):
        lead = cells[view.level]
        scored.append(ScoredRow(row, weighted_cell(lead, cells, view.weights) if view.weights else lead, cells))
    return scored


def weighted_cell(overall: Cell, cells: Mapping[ScorePath, Cell], weights: Iterable[tuple[ScorePath, float]]) -> Cell:
    """The reader's own mean, with the ranks of the overall.

    Its interval is the weighted mean of the dimensions' intervals. The true one is at most as wide, because the
    standard error of a sum is at most the sum of the standard errors, however the dimensions depend on each other.
    """
    parts = [(cells[path], weight) for path, weight in weights]

    def mean(name: str) -> float | None:
        values = [(getattr(cell, name), weight) for cell, weight in parts]
        if any(value is None for value, _weight in values):
            return None
        return float(sum(value * weight for value, weight in values) / sum(weight for _value, weight in values))

    return Cell(
        mean=mean("mean"),
        target_mean=mean("target_mean"),
        rank=overall.rank,
        rank_low=overall.rank_low,
        rank_high=overall.rank_high,
        mean_low=mean("mean_low"),
        mean_high=mean("mean_high"),
    )


def _cells(rows: Sequence[ReleaseRow], levels: Sequence[ScorePath]) -> list[dict[ScorePath, Cell]]:
    """Each row's scores on some levels."""
    cells: dict[int, dict[ScorePath, Cell]] = {row.pk: {} for row in rows}
    scores = ReleaseScore.objects.filter(
        row__in=list(cells),
        dimension__in={path.dimension for path in levels},
        sub_capability__in={path.sub_capability for path in levels},
        facet__in={path.facet for path in levels},
    )
    for row_id, dimension, sub_capability, facet, *numbers in scores.values_list(
        "row_id", "dimension", "sub_capability", "facet", *CELL_FIELDS
    ):
        cells[row_id][ScorePath(dimension, sub_capability, facet)] = Cell(*numbers)
    return [{path: cells[row.pk].get(path, NO_SCORE) for path in levels} for row in rows]


def _different(head: ReleaseHead, name: str) -> list[str]:
    values = ReleaseRow.objects.filter(release=head.release).exclude(**{name: ""})
    return list(values.order_by(name).values_list(name, flat=True).distinct()[: CHOICES_SHOWN + 1])
