"""Reads of the lines of one board's page: filtered, in any order, with the scores of the levels that are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from django.db.models import Count, F, FilteredRelation, Func, Q, QuerySet
from django.db.models.functions import Lower

from leaderboard.domain.score_path import ScorePath
from leaderboard.models import ReleaseRow, ReleaseScore
from leaderboard.queries.boards import CELL_FIELDS, NO_SCORE, Cell, ReleaseHead

SIZES: Mapping[str, tuple[float | None, float | None]] = {
    "under-1": (None, 1e9),
    "1-4": (1e9, 4e9),
    "4-10": (4e9, 10e9),
    "10-20": (10e9, 20e9),
    "from-20": (20e9, None),
    "unknown": (None, None),
}
"""Ranges of parameters: from the first number, and below the second."""

CHOICES_SHOWN = 200
"""With more organisations than these a list to choose from is of no use, and heavy."""

FACT_ORDERS: dict[str, F | Func] = {
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


@dataclass(frozen=True, slots=True)
class Filters:
    """Which lines are wanted; what is empty is not asked for. ``since`` is a day in UTC."""

    words: str = ""
    organisation: str = ""
    licence: str = ""
    weights: str = ""
    size: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """By one of FACT_ORDERS, or by a level's ``rank``, ``mean`` or ``target_mean``."""

    by: str
    level: ScorePath | None = None
    descending: bool = False


class Counts(NamedTuple):
    """How many lines are ranked, how many of them are wanted, and how many of these are pinned."""

    ranked: int
    wanted: int
    pinned: int


class Choices(NamedTuple):
    """What the lines of a release can be filtered by; one more than CHOICES_SHOWN where there are more."""

    organisations: list[str]
    licences: list[str]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line with its generator and the scores of some levels."""

    line: ReleaseRow
    cells: Mapping[ScorePath, Cell]

    @property
    def generator_id(self) -> int:
        return self.line.submission.generator_id


def wanted(filters: Filters) -> Q:
    """The filters as a condition on ReleaseRow."""
    found = Q()
    for word in filters.words.split():
        found &= Q(generator_name__icontains=word) | Q(organisation__icontains=word)
    if filters.organisation:
        found &= Q(organisation__iexact=filters.organisation)
    if filters.licence:
        found &= Q(licence__iexact=filters.licence)
    if filters.weights:
        found &= Q(open_weights=filters.weights == "open")
    if filters.size:
        found &= _of_size(filters.size)
    if filters.since:
        found &= Q(public_at__gte=datetime.combine(filters.since, time(), UTC))
    return found


def ranked_lines(head: ReleaseHead, order: Order) -> QuerySet[ReleaseRow]:
    """All ranked lines in an order, to be filtered and cut into pages; what is missing stands last both ways."""
    lines = ReleaseRow.objects.filter(release=head.release, unranked_reason="").select_related("submission")
    lines = lines.only(*_SHOWN, "submission__generator")
    if order.level is None:
        by = FACT_ORDERS[order.by]
    elif order.level.is_overall and order.by == "rank":
        by = F("position")  # the order of the overall ranks, and indexed
    else:
        lines = lines.annotate(level=FilteredRelation("scores", condition=_is_level(order.level, "scores__")))
        by = F(f"level__{order.by}")
    return lines.order_by(by.desc(nulls_last=True) if order.descending else by.asc(nulls_last=True), "position")


def unranked_lines(head: ReleaseHead, filters: Filters) -> QuerySet[ReleaseRow]:
    """The lines that are listed and not ranked, and those that were withdrawn."""
    lines = ReleaseRow.objects.filter(wanted(filters), release=head.release).exclude(unranked_reason="")
    return lines.select_related("submission").order_by("position")


def counts(head: ReleaseHead, filters: Filters, pins: Collection[int]) -> Counts:
    """All three in one statement."""
    condition = wanted(filters)
    pinned = condition & Q(submission__generator__in=pins)
    return Counts(
        **ReleaseRow.objects.filter(release=head.release, unranked_reason="").aggregate(
            ranked=Count("pk"), wanted=Count("pk", filter=condition), pinned=Count("pk", filter=pinned)
        )
    )


def choices(head: ReleaseHead) -> Choices:
    """The organisations and licences of a release, in alphabetical order."""
    return Choices(_different(head, "organisation"), _different(head, "licence"))


def levels_of(head: ReleaseHead) -> list[ScorePath]:
    """The levels down to the sub-capabilities that a release has scores of, in the rubric's order.

    They are those of its first line, because all lines have the same and a release's content is large.
    """
    scores = ReleaseScore.objects.filter(row__release=head.release, row__position=1, facet="").order_by("id")
    found = [ScorePath(*names) for names in scores.values_list("dimension", "sub_capability")]
    return found or [ScorePath(column) for column in head.columns]


def with_cells(lines: Iterable[ReleaseRow], levels: Sequence[ScorePath]) -> list[BoardLine]:
    """Lines of ``ranked_lines`` with their scores on some levels: one further statement."""
    found = list(lines)
    cells: dict[int, dict[ScorePath, Cell]] = {line.pk: {} for line in found}
    scores = ReleaseScore.objects.filter(
        row__in=list(cells),
        dimension__in={path.dimension for path in levels},
        sub_capability__in={path.sub_capability for path in levels},
        facet="",
    )
    for row, dimension, sub_capability, *numbers in scores.values_list(
        "row_id", "dimension", "sub_capability", *CELL_FIELDS
    ):
        cells[row][ScorePath(dimension, sub_capability)] = Cell(*numbers)
    return [BoardLine(line, {path: cells[line.pk].get(path, NO_SCORE) for path in levels}) for line in found]


def _of_size(key: str) -> Q:
    low, high = SIZES[key]
    if low is None and high is None:
        return Q(parameter_count__isnull=True)
    found = Q() if low is None else Q(parameter_count__gte=low)
    return found if high is None else found & Q(parameter_count__lt=high)


def _is_level(path: ScorePath, prefix: str) -> Q:
    return Q(**{prefix + level: name for level, name in path._asdict().items()})


def _different(head: ReleaseHead, name: str) -> list[str]:
    values = ReleaseRow.objects.filter(release=head.release).exclude(**{name: ""})
    return list(values.order_by(name).values_list(name, flat=True).distinct()[: CHOICES_SHOWN + 1])
