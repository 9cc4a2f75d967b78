"""A board's table as its template shows it: heads with links, rows with their texts, bars and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import Kind, ReleaseRow
from leaderboard.queries.boards import Cell
from leaderboard.web.board.columns import Column, Columns, first_columns
from leaderboard.web.board.lines import BoardLine
from leaderboard.web.board.score_bar import ScoreBar, score_bar
from leaderboard.web.board.view import DEFAULT_SORT, MOST_PINNED, BoardView, begins_descending
from leaderboard.web.words.places import Place
from leaderboard.web.words.ranks import rank_text


class Heading(NamedTuple):
    """One column's head: its link, and how the column is sorted now ("" or a value of aria-sort).

    ``above`` names the dimension of a sub-capability where it does not lead the table.
    """

    key: str
    label: str
    above: str
    href: str
    aria_sort: str
    is_text: bool


class ShownScore(NamedTuple):
    """One score; ranks are shown in the scope in which they were computed."""

    value: float | None
    rank: str = ""
    half_width: float | None = None
    bar: ScoreBar | None = None


class ShownRow(NamedTuple):
    """One row: ``place`` is that in the leading column."""

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

    def __init__(self, place: Place, view: BoardView, columns: Columns) -> None:
        self._place = place
        self._view = view
        self._columns = columns
        self.lead = columns[view.by]
        keys = first_columns(columns, view.by) if view.columns is None else view.columns
        self._scores = [columns[key] for key in keys if columns[key].path is not None]
        self._facts = [columns[key] for key in keys if columns[key].path is None]

    @property
    def levels(self) -> list[ScorePath]:
        """The levels whose scores it shows."""
        return [column.path for column in (self.lead, *self._scores) if column.path is not None]

    @property
    def shown(self) -> list[Column]:
        """The columns beside the leading one."""
        return [*self._scores, *self._facts]

    def headings(self) -> list[Heading]:
        """All heads but that of the pins, in their order."""
        model = [Column(DEFAULT_SORT, _("Rank")), Column("model", _("Model"))]
        return [self._heading(column) for column in (*model, self.lead, *self.shown)]

    def rows(self, lines: Iterable[BoardLine]) -> list[ShownRow]:
        """Lines, whose cells have to hold ``levels``."""
        return [self._row(line) for line in lines]

    def _heading(self, column: Column) -> Heading:
        view = self._view
        if view.sort == column.key:
            descending, aria = not view.descending, "descending" if view.descending else "ascending"
        else:
            descending, aria = begins_descending(column.key), ""
        path = column.path or OVERALL
        above = path.dimension if column.is_part and path.parent != self.lead.path else ""
        href = view.address(self._columns, sort=column.key, descending=descending)
        return Heading(column.key, column.label, above, href, aria, column.key == "model" or column in self._facts)

    def _row(self, board_line: BoardLine) -> ShownRow:
        line, cells = board_line.line, board_line.cells
        cell = cells[self.lead.path or OVERALL]
        return ShownRow(
            generator_id=board_line.generator_id,
            name=line.generator_name,
            href=self._place.address("model", board_line.generator_id),
            is_import=line.kind == Kind.IMPORT,
            place=cell,
            lead=self._score(cell, is_lead=True),
            scores=[self._score(cells[column.path or OVERALL]) for column in self._scores],
            facts=[fact_text(line, column.key) for column in self._facts],
            pin_href=self._pin_address(board_line.generator_id),
        )

    def _score(self, cell: Cell, *, is_lead: bool = False) -> ShownScore:
        value = cell.value(self._view.scope)
        if value is None:
            return ShownScore(None)
        if self._view.scope == Scope.TARGET:
            return ShownScore(value, bar=score_bar(value) if is_lead else None)
        if not is_lead:
            return ShownScore(value, rank=rank_text(cell))
        if cell.mean_low is None or cell.mean_high is None:
            return ShownScore(value, bar=score_bar(value))
        half_width = (cell.mean_high - cell.mean_low) / 2
        return ShownScore(value, half_width=half_width, bar=score_bar(value, cell.mean_low, cell.mean_high))

    def _pin_address(self, generator_id: int) -> str:
        """That of the page with this model pinned, or no more; "" where no more can be pinned."""
        pins = self._view.pins
        if generator_id in pins:
            return self._view.address(
                self._columns, pins=tuple(one for one in pins if one != generator_id), page=self._view.page
            )
        if len(pins) == MOST_PINNED:
            return ""
        return self._view.address(self._columns, pins=(*pins, generator_id), page=self._view.page)


def fact_text(line: ReleaseRow, key: str) -> str:
    """What stands in a column that is no score; HTML where it has two lines."""
    if key == "organisation":
        return _organisation(line)
    texts = {
        "licence": line.licence,
        "weights": _("open") if line.open_weights else _("closed"),
        "size": parameters_text(line.parameter_count),
        "public": f"{line.public_at:%Y-%m-%d}" if line.public_at else "–",
    }
    return texts[key]


def parameters_text(count: int | None) -> str:
    """A number of parameters with three digits: "12 B", "860 M"."""
    if count is None:
        return "–"
    number, unit = (count / 1e9, "B") if count >= 1e9 else (count / 1e6, "M")
    return f"{float(f'{number:.3g}'):g} {unit}"


def _organisation(line: ReleaseRow) -> str:
    if line.attempts is None or line.attempts < 2:
        return line.organisation
    words = ngettext("{attempts} attempt", "{attempts} attempts", line.attempts)
    return format_html("{}<small>{}</small>", line.organisation, words.format(attempts=line.attempts))
