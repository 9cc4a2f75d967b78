"""Loading tables of human scores: a panel's lines are matched with the models of a board's latest release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from leaderboard.domain.agreement.agreement import COLUMNS
from leaderboard.domain.agreement.human_scores import HumanLine, HumanScoresError
from leaderboard.models import Board, HumanPanel, HumanScore, Release, ReleaseRow

_NAMES_TOLD = 12

Scores = dict[tuple[str, str, str], float]
"""By model, language and dimension."""


class PanelRefused(ValueError):
    """Another table is already loaded under the same title; the message names the first difference."""


@dataclass(frozen=True, slots=True)
class PanelTable:
    """A table as it was read, and what it is called: ``file`` is its name, for the faults."""

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
    """Store a panel; returns it and whether it is new. The same table again changes nothing.

    Args:
        board: where the models of its language stand; the others' are the boards of its suite and judge profile.

    Raises:
        HumanScoresError: with every line whose model is not ranked on its board, by file and line.
        PanelRefused: when other content is loaded under this title.
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
    """ "" where the panel is what the table says."""
    for what, before, now in (("board", panel.board.slug, board.slug), ("source", panel.source, table.source)):
        if before != now:
            return f"its {what} is {before!r} there and {now!r} here"
    stored = _stored_scores(panel)
    for model, language, dimension in sorted(stored.keys() | table.scores.keys()):
        key = model, language, dimension
        there, here = stored.get(key), table.scores.get(key)
        if there != here:
            column = dimension or "overall"
            return f"{model!r} in {language!r} has {_told(there)} for {column} there and {_told(here)} here"
    return ""


def _stored_scores(panel: HumanPanel) -> Scores:
    values = panel.scores.values_list("row__generator_name", "row__release__board__language", "dimension", "score")
    return {(model, language, dimension): score for model, language, dimension, score in values}


def _told(score: float | None) -> str:
    return "no score" if score is None else repr(score)


def _matched_rows(table: PanelTable, board: Board) -> list[ReleaseRow]:
    """The line of the release that every line of the table is about."""
    releases = {language: _Models(board, language) for language in {line.language for line in table.lines}}
    matched = [releases[line.language].named(line.model) for line in table.lines]
    faults = [
        f"{table.file}:{line.number}: {found}"
        for line, found in zip(table.lines, matched, strict=True)
        if isinstance(found, str)
    ]
    if faults:
        raise HumanScoresError(faults)
    return [found for found in matched if isinstance(found, ReleaseRow)]


class _Models:
    """The models of the latest release of a suite's and judge profile's board in one language."""

    def __init__(self, board: Board, language: str) -> None:
        boards = Board.objects.filter(suite=board.suite_id, judge_profile=board.judge_profile_id).order_by("language")
        self.release = Release.objects.filter(board__in=boards.filter(language=language)).order_by("-number").first()
        languages = ", ".join(_languages(boards)) or "none yet"
        self.missing = (
            f"there is no board in {language!r} with a release beside {board.slug}; one of {languages} is expected"
        )
        self.rows: defaultdict[str, list[ReleaseRow]] = defaultdict(list)
        for row in ReleaseRow.objects.filter(release=self.release) if self.release else ():
            self.rows[row.generator_name].append(row)

    def named(self, model: str) -> ReleaseRow | str:
        """The model's line, or what is wrong with the name."""
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
        more = f" and {len(names) - _NAMES_TOLD} more" if len(names) > _NAMES_TOLD else ""
        return ", ".join(names[:_NAMES_TOLD]) + more


def _languages(boards: QuerySet[Board]) -> list[str]:
    """The languages in which there is a release."""
    return list(boards.filter(releases__isnull=False).distinct().values_list("language", flat=True))
