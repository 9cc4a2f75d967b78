"""A board's table as its template shows it: heads with links, rows with their texts, bars and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.domain.score_path import ScorePath
from leaderboard.models import Kind, ReleaseRow
from leaderboard.queries.boards import Cell
from leaderboard.web.board.columns import BoardColumn
from leaderboard.web.board.rows import ScoredRow
from leaderboard.web.board.state import DEFAULT_SORT, MOST_PINNED, BoardView, begins_descending
from leaderboard.web.words.data import translated
from leaderboard.web.words.names import bdi
from leaderboard.web.words.places import Place
from leaderboard.web.words.ranks import rank_text

BAR_WIDTH, BAR_HEIGHT = 120, 14
"""Pixels; the whole width is 100 points, in every row of every board."""


class Heading(NamedTuple):
    """One column's head: its link, and how the column is sorted now ("" or a value of aria-sort).

    ``above`` names the dimension of a sub-capability if another dimension leads the table.
    """

    name: str
    label: str
    above: str
    href: str
    aria_sort: str
    is_text: bool


class ScoreBar(NamedTuple):
    """A score as the path data of a small SVG: a bar, and the whisker of its interval ("" if that is unknown)."""

    bar: str
    whisker: str


class ShownScore(NamedTuple):
    """One score; ranks are shown in the scope in which they were computed."""

    value: float | None
    rank: str = ""
    half_width: float | None = None
    bar: ScoreBar | None = None


class ShownRow(NamedTuple):
    """One row; ``place`` is the score in the leading column with its rank."""

    generator_id: int
    name: str
    href: str
    is_import: bool
    place: Cell
    lead: ShownScore
    scores: list[ShownScore]
    facts: list[str]
    pin_href: str


class BoardTable:
    """Writes the heads and rows of one state of the page."""

    def __init__(self, place: Place, view: BoardView) -> None:
        self._place = place
        self._view = view
        self._scores: list[ScorePath] = [column.path for column in view.shown if column.path is not None]
        self._facts = [column for column in view.shown if column.path is None]

    def headings(self) -> list[Heading]:
        """All heads except the pins', in their order."""
        model = [BoardColumn(DEFAULT_SORT, _("Rank")), BoardColumn("model", _("Model"))]
        return [self._heading(column) for column in (*model, self._view.lead, *self._view.shown)]

    def rows(self, rows: Iterable[ScoredRow]) -> list[ShownRow]:
        """Rows as they are shown."""
        return [self._row(row) for row in rows]

    def _heading(self, column: BoardColumn) -> Heading:
        view = self._view
        descending, aria = begins_descending(column.name), ""
        if view.sort == column.name:
            descending, aria = not view.descending, "descending" if view.descending else "ascending"
        path = column.path
        above = translated(path.dimension) if path and path.depth > 1 and path.parent != view.level else ""
        href = view.address(sort=column.name, descending=descending)
        return Heading(column.name, column.label, above, href, aria, column.name == "model" or column in self._facts)

    def _row(self, scored: ScoredRow) -> ShownRow:
        row, lead = scored.row, scored.cells[self._view.level]
        return ShownRow(
            generator_id=scored.generator_id,
            name=row.generator_name,
            href=self._place.address("model", scored.generator_id),
            is_import=row.kind == Kind.IMPORT,
            place=lead,
            lead=self._lead_score(lead),
            scores=[self._score(scored.cells[path]) for path in self._scores],
            facts=[fact_text(row, column.name) for column in self._facts],
            pin_href=self._pin_address(scored.generator_id),
        )

    def _score(self, cell: Cell) -> ShownScore:
        value = cell.value(self._view.scope)
        return ShownScore(value, rank="" if value is None or self._view.is_target_scope else rank_text(cell))

    def _lead_score(self, cell: Cell) -> ShownScore:
        value = cell.value(self._view.scope)
        if value is None:
            return ShownScore(None)
        if self._view.is_target_scope or cell.mean_low is None or cell.mean_high is None:
            return ShownScore(value, bar=score_bar(value))
        half_width = (cell.mean_high - cell.mean_low) / 2
        return ShownScore(value, half_width=half_width, bar=score_bar(value, cell.mean_low, cell.mean_high))

    def _pin_address(self, generator_id: int) -> str:
        """The page with this model pinned, or without its pin; "" if no more can be pinned."""
        view = self._view
        if generator_id in view.pins:
            return view.address(pins=tuple(pin for pin in view.pins if pin != generator_id), page=view.page)
        if len(view.pins) == MOST_PINNED:
            return ""
        return view.address(pins=(*view.pins, generator_id), page=view.page)


def score_bar(value: float, low: float | None = None, high: float | None = None) -> ScoreBar:
    """The bar reaches to ``value``, the whisker from ``low`` to ``high``, both cut at the ends of the scale."""
    middle = BAR_HEIGHT // 2
    bar = f"M0 {middle}H{_x(value)}"
    if low is None or high is None:
        return ScoreBar(bar, "")
    cap = f"v{BAR_HEIGHT - 4}"
    return ScoreBar(bar, f"M{_x(low)} 2{cap}M{_x(low)} {middle}H{_x(high)}M{_x(high)} 2{cap}")


def _x(value: float) -> str:
    return f"{min(max(value, 0.0), 100.0) * BAR_WIDTH / 100:.1f}".removesuffix(".0")


def fact_text(row: ReleaseRow, name: str) -> str:
    """The text of a fact's column; HTML if it has two lines."""
    if name == "organisation":
        return _organisation(row)
    texts = {
        "licence": bdi(row.licence),
        "weights": _("open") if row.open_weights else _("closed"),
        "size": parameters_text(row.parameter_count),
        "public": f"{row.public_at:%Y-%m-%d}" if row.public_at else "–",
    }
    return texts[name]


def parameters_text(count: int | None) -> str:
    """A number of parameters with three digits: "12 B", "860 M"."""
    if count is None:
        return "–"
    number, unit = (count / 1e9, "B") if count >= 1e9 else (count / 1e6, "M")
    return f"{float(f'{number:.3g}'):g} {unit}"


def _organisation(row: ReleaseRow) -> str:
    if row.attempts is None or row.attempts < 2:
        return bdi(row.organisation)
    words = ngettext("{attempts} attempt", "{attempts} attempts", row.attempts)
    return format_html("{}<small>{}</small>", bdi(row.organisation), words.format(attempts=row.attempts))
