"""A board's table as its template shows it: heads with links, rows with their texts, bars and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.domain.score_path import ScorePath
from leaderboard.models import Kind, ReleaseRow
from leaderboard.queries.boards import Cell
from leaderboard.web.board.axis import Axis, IntervalMark
from leaderboard.web.board.columns import BoardColumn
from leaderboard.web.board.rows import ScoredRow
from leaderboard.web.board.state import DEFAULT_SORT, MOST_PINNED, BoardView, begins_descending
from leaderboard.web.words.data import translated
from leaderboard.web.words.labels import KINDS
from leaderboard.web.words.names import bdi
from leaderboard.web.words.numbers import parameter_count, price
from leaderboard.web.words.places import Place
from leaderboard.web.words.times import day_text


class Heading(NamedTuple):
    """One column's head: its link ("" if it does not sort), and its order now ("" or a value of aria-sort).

    ``above`` names the dimension of a sub-capability if another dimension leads the table.
    """

    name: str
    label: str
    above: str
    href: str
    aria_sort: str
    is_text: bool
    is_lead: bool


class ShownScore(NamedTuple):
    """One score with its rank interval ("2–4"; "" in the target scope, where nothing is ranked)."""

    value: float | None
    ranks: str = ""


class LeadScore(NamedTuple):
    """The score in the leading column, with half the width of its 95% interval and its place on the axis."""

    value: float | None
    half_width: float | None = None
    mark: IntervalMark | None = None


class ShownRow(NamedTuple):
    """One row. ``rank`` is that in the leading column, None without one; ``ranks`` its interval if that is wider.

    ``samples`` is the number of pictures per prompt; ``image_id`` is the picture for the prompt that the reader chose,
    None without one.
    """

    generator_id: int
    name: str
    href: str
    is_import: bool
    samples: int
    rank: int | None
    ranks: str
    lead: LeadScore
    scores: list[ShownScore]
    facts: list[str]
    pin_href: str
    image_id: int | None


class BoardTable:
    """Writes the heads and rows of one state of the page."""

    def __init__(self, place: Place, view: BoardView, axis: Axis | None, image_ids: Mapping[int, int]) -> None:
        self._place = place
        self._view = view
        self._axis = axis
        self._image_ids = image_ids
        self._scores: list[ScorePath] = [column.path for column in view.shown if column.path is not None]
        self._facts = [column for column in view.shown if column.path is None]

    def headings(self) -> list[Heading]:
        """All heads except the pins', in their order."""
        view = self._view
        model = self._heading(BoardColumn("model", _("Model")))
        others = [self._heading(column) for column in view.shown]
        if view.weighting:
            rank = Heading("board-rank", _("Board rank"), "", "", "", is_text=False, is_lead=False)
            # By value, unlike ranks: the best has the largest.
            aria = ("ascending" if view.descending else "descending") if view.sort == DEFAULT_SORT else ""
            lead = self._heading(view.lead)._replace(href=self._order_address(DEFAULT_SORT), aria_sort=aria)
            return [rank, model, lead, *others]
        return [self._heading(BoardColumn(DEFAULT_SORT, _("Rank"))), model, self._heading(view.lead), *others]

    def rows(self, rows: Iterable[ScoredRow]) -> list[ShownRow]:
        """Rows as they are shown."""
        return [self._row(row) for row in rows]

    def _heading(self, column: BoardColumn) -> Heading:
        view = self._view
        aria = ("descending" if view.descending else "ascending") if view.sort == column.name else ""
        path = column.path
        above = translated(path.dimension) if path and path.depth > 1 and path.dimension != view.level.dimension else ""
        is_text = column.name == "model" or column in self._facts
        return Heading(
            column.name, column.label, above, self._order_address(column.name), aria, is_text, column == view.lead
        )

    def _order_address(self, sort: str) -> str:
        """The page in the order of a column; in the other direction if it has that order already."""
        view = self._view
        descending = not view.descending if view.sort == sort else begins_descending(sort)
        return view.address(sort=sort, descending=descending)

    def _row(self, scored: ScoredRow) -> ShownRow:
        row, lead = scored.row, scored.lead
        return ShownRow(
            generator_id=scored.generator_id,
            name=row.generator_name,
            href=self._place.address("model", scored.generator_id),
            is_import=row.kind == Kind.IMPORT,
            samples=row.submission.pictures_per_prompt,
            rank=lead.rank,
            ranks=_other_ranks(lead),
            lead=self._lead_score(lead),
            scores=[self._score(scored.cells[path]) for path in self._scores],
            facts=[fact_text(row, column.name) for column in self._facts],
            pin_href=self._pin_address(scored.generator_id),
            image_id=self._image_ids.get(row.submission_id),
        )

    def _score(self, cell: Cell) -> ShownScore:
        value = cell.value(self._view.scope)
        return ShownScore(value, "" if value is None or self._view.is_target_scope else ranks_text(cell))

    def _lead_score(self, cell: Cell) -> LeadScore:
        value = cell.value(self._view.scope)
        if value is None or self._axis is None:
            return LeadScore(value)
        if self._view.is_target_scope or cell.mean_low is None or cell.mean_high is None:
            return LeadScore(value, mark=self._axis.mark(value))
        half_width = (cell.mean_high - cell.mean_low) / 2
        return LeadScore(value, half_width, self._axis.mark(value, cell.mean_low, cell.mean_high))

    def _pin_address(self, generator_id: int) -> str:
        """The page with this model pinned, or without its pin; "" if no more can be pinned."""
        view = self._view
        if generator_id in view.pins:
            return view.address(pins=tuple(pin for pin in view.pins if pin != generator_id), page=view.page)
        if len(view.pins) == MOST_PINNED:
            return ""
        return view.address(pins=(*view.pins, generator_id), page=view.page)


def ranks_text(cell: Cell) -> str:
    """The rank interval, or the rank where the interval holds no other or is unknown; "" without a rank."""
    if cell.rank is None:
        return ""
    low, high = cell.rank_low or cell.rank, cell.rank_high or cell.rank
    return str(low) if low == high else f"{low}–{high}"


def _other_ranks(cell: Cell) -> str:
    """What stands beside the rank: its interval if other ranks are possible, "?" if that is unknown."""
    if cell.rank is None:
        return ""
    if cell.rank_low is None or cell.rank_high is None:
        return "?"
    return "" if cell.rank_low == cell.rank_high else ranks_text(cell)


def fact_text(row: ReleaseRow, name: str) -> str:
    """The text of a fact's column; HTML if it has two lines."""
    if name == "organisation":
        return _organisation(row)
    texts = {
        "licence": bdi(row.licence),
        "weights": _("yes") if row.open_weights else _("no"),
        "size": parameter_count(row.parameter_count),
        "price": _price(row),
        "kind": str(KINDS.get(row.kind, "–")),
        "public": day_text(row.public_at) if row.public_at else "–",
    }
    return texts[name]


def _price(row: ReleaseRow) -> str:
    if row.price_usd is None or row.price_declared_on is None:
        return "–"
    return format_html("{}<small>{}</small>", price(row.price_usd), day_text(row.price_declared_on))


def _organisation(row: ReleaseRow) -> str:
    name = format_html('<span title="{}">{}</span>', row.organisation, bdi(row.organisation))
    if row.attempts is None or row.attempts < 2:
        return name
    words = ngettext("{attempts} attempt", "{attempts} attempts", row.attempts).format(attempts=row.attempts)
    return format_html('{}<small title="{}">{}</small>', name, _("Submissions by this author for this board"), words)
