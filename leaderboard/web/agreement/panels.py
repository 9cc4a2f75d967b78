"""Reads of the panels of human scores beside the judge's: three queries for any number of panels and models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.domain.agreement.agreement import COLUMNS, Rated
from leaderboard.models import HumanPanel, HumanScore, ReleaseScore
from leaderboard.queries.boards import columns_of

_COLUMN_OF = {dimension: column for column, dimension in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class PanelPart:
    """A panel's scores of the models of one language, and the release that listed them when it was loaded."""

    language: str
    board: str
    release: int
    models: tuple[Rated, ...]


@dataclass(frozen=True, slots=True)
class PanelRead:
    """A panel with its parts by language."""

    panel: HumanPanel
    parts: tuple[PanelPart, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Line:
    """A model's row in a release; lines sort by board and then by name."""

    language: str
    board: str
    release: int
    name: str
    row: int


def panels() -> list[PanelRead]:
    """All panels, newest first."""
    rows = HumanPanel.objects.select_related("board__suite", "board__judge_profile")
    human = _human_scores()
    judge = _judge_scores({line.row for lines in human.values() for line in lines})
    panels_read = rows.defer("board__judge_profile__files")
    return [PanelRead(panel, tuple(_parts(human.get(panel.pk, {}), judge))) for panel in panels_read]


def _human_scores() -> dict[int, dict[_Line, dict[str, float]]]:
    """Scores by panel, line and column."""
    scores: defaultdict[int, dict[_Line, dict[str, float]]] = defaultdict(dict)
    values = HumanScore.objects.values_list(
        "panel",
        "row__release__board__language",
        "row__release__board__slug",
        "row__release__number",
        "row__generator_name",
        "row",
        "dimension",
        "score",
    )
    for panel, language, board, release, name, row, dimension, score in values:
        line = _Line(language, board, release, name, row)
        scores[panel].setdefault(line, {})[_COLUMN_OF[dimension]] = score
    return scores


def _judge_scores(rows: Iterable[int]) -> defaultdict[int, dict[str, float]]:
    """Scores in the judged scope, by the id of the release's row and by column."""
    values = columns_of(ReleaseScore.objects.filter(row__in=rows, dimension__in=_COLUMN_OF, mean__isnull=False))
    scores: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for row, dimension, mean in values.values_list("row", "dimension", "mean"):
        if mean is not None:
            scores[row][_COLUMN_OF[dimension]] = mean
    return scores


def _parts(lines: dict[_Line, dict[str, float]], judge: defaultdict[int, dict[str, float]]) -> Iterable[PanelPart]:
    parts: defaultdict[tuple[str, str, int], list[Rated]] = defaultdict(list)
    for line, scores in sorted(lines.items()):
        parts[line.language, line.board, line.release].append(Rated(line.name, judge[line.row], scores))
    return [PanelPart(*place, tuple(models)) for place, models in parts.items()]
