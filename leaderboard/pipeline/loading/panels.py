"""Loads tables of human scores: each line is matched with a model in the latest release of its board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from leaderboard.domain.agreement.agreement import COLUMNS
from leaderboard.domain.agreement.human_scores import HumanLine, HumanScoresError
from leaderboard.models import Board, HumanPanel, HumanScore, Release, ReleaseRow

_MAX_NAMES_SHOWN = 12

Scores = dict[tuple[str, str, str], float]
"""By model, language and dimension."""


class PanelRefused(ValueError):
    """Another table is already loaded under the same title; the message names the first difference."""


@dataclass(frozen=True, slots=True)
class PanelTable:
    """A table of human scores as read from a file. ``file`` is the file's name, used in faults."""

    title: str
    source: str
    file: str
    lines: Sequence[HumanLine]

    @property
    def scores(self) -> Scores:
        return {
            (line.model, line.language, COLUMNS[column]): score
            for line in self.lines
            for column, score in line.scores.items()
        }


@transaction.atomic
def load_panel(table: PanelTable, board: Board) -> tuple[HumanPanel, bool]:
    """Store a panel; returns it and whether it is new. Loading the same table again changes nothing.

    Args:
        board: the board for lines in its language. Lines in other languages are matched with the boards of the same
            suite and judge profile.

    Raises:
        HumanScoresError: with every line whose model is not ranked on its board, by file and line.
        PanelRefused: when other content is already loaded under this title.
    """
    known = HumanPanel.objects.select_related("board").filter(title=table.title).first()
    if known is not None:
        if difference := _first_difference(known, table, board):
            raise PanelRefused(f"the panel {table.title!r} is already loaded with other content: {difference}")
        return known, False
    rows = _matched_rows(table, board)
    panel = HumanPanel.objects.create(title=table.title, source=table.source, board=board)
    HumanScore.objects.bulk_create(
        HumanScore(panel=panel, row=row, dimension=COLUMNS[column], score=score)
        for line, row in zip(table.lines, rows, strict=True)
        for column, score in line.scores.items()
    )
    return panel, True


def _first_difference(panel: HumanPanel, table: PanelTable, board: Board) -> str:
    """The first difference in words; "" when panel and table agree."""
    for what, before, now in (("board", panel.board.slug, board.slug), ("source", panel.source, table.source)):
        if before != now:
            return f"its {what} is {before!r} there and {now!r} here"
    stored = _stored_scores(panel)
    for model, language, dimension in sorted(stored.keys() | table.scores.keys()):
        cell = model, language, dimension
        there, here = stored.get(cell), table.scores.get(cell)
        if there != here:
            column = dimension or "overall"
            return f"{model!r} in {language!r} has {_words(there)} for {column} there and {_words(here)} here"
    return ""


def _stored_scores(panel: HumanPanel) -> Scores:
    values = panel.scores.values_list("row__generator_name", "row__release__board__language", "dimension", "score")
    return {(model, language, dimension): score for model, language, dimension, score in values}


def _words(score: float | None) -> str:
    return "no score" if score is None else repr(score)


def _matched_rows(table: PanelTable, board: Board) -> list[ReleaseRow]:
    """The row of the release for every line of the table.

    Raises:
        HumanScoresError: with every line whose model has none.
    """
    releases = {language: _Models(board, language) for language in {line.language for line in table.lines}}
    matched = [releases[line.language].named(line.model) for line in table.lines]
    faults = [
        f"{table.file}:{line.number}: {match}"
        for line, match in zip(table.lines, matched, strict=True)
        if isinstance(match, str)
    ]
    if faults:
        raise HumanScoresError(faults)
    return [match for match in matched if isinstance(match, ReleaseRow)]


class _Models:
    """The models in the latest release, in one language, of the given board's suite and judge profile."""

    def __init__(self, board: Board, language: str) -> None:
        boards = Board.objects.filter(suite=board.suite_id, judge_profile=board.judge_profile_id).order_by("language")
        self.release = Release.objects.filter(board__in=boards.filter(language=language)).order_by("-number").first()
        languages = ", ".join(_languages(boards)) or "none yet"
        self.missing = f"no board like {board.slug} in {language!r} has a release; one of {languages} is expected"
        self.rows: defaultdict[str, list[ReleaseRow]] = defaultdict(list)
        for row in ReleaseRow.objects.filter(release=self.release) if self.release else ():
            self.rows[row.generator_name].append(row)

    def named(self, model: str) -> ReleaseRow | str:
        """The model's row, or the reason why there is none."""
        if self.release is None:
            return self.missing
        rows = self.rows.get(model, [])
        ranked = [row for row in rows if not row.unranked_reason]
        if len(ranked) == 1:
            return ranked[0]
        if rows and not ranked:
            return f"{model!r} has no rank in {self.release}: {rows[0].unranked_reason}; a ranked model is expected"
        if ranked:
            return f"{len(ranked)} models in {self.release} are called {model!r}; one is expected"
        return f"no model in {self.release} is called {model!r}; one of {self._names()} is expected"

    def _names(self) -> str:
        names = sorted(name for name, rows in self.rows.items() if not all(row.unranked_reason for row in rows))
        more = f" and {len(names) - _MAX_NAMES_SHOWN} more" if len(names) > _MAX_NAMES_SHOWN else ""
        return ", ".join(names[:_MAX_NAMES_SHOWN]) + more


def _languages(boards: QuerySet[Board]) -> list[str]:
    """The languages of the boards that have a release."""
    return list(boards.filter(releases__isnull=False).distinct().values_list("language", flat=True))
