"""The charts of a model's page, from the scores of its release."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from leaderboard.queries.models import Level, PastScore
from leaderboard.web.model.words import LEADS, TRAILS
from leaderboard.web.words.charts import Bar, Chart, HeatCell, HeatRow, RadarLine, Value
from leaderboard.web.words.data import translated
from leaderboard.web.words.names import bdi
from leaderboard.web.words.ranks import rank_of_count
from leaderboard.web.words.times import moment_text

_FACETS_IN_A_LINE = 7
_FEWEST_AXES = 3


def radar_chart(name: str, levels: Sequence[Level]) -> Chart | None:
    """The dimensions against the board's best and median; None if fewer than three have a score."""
    dimensions = [level for level in levels if level.path.depth == 1]
    if sum(level.mean is not None for level in dimensions) < _FEWEST_AXES:
        return None
    lines: list[RadarLine] = [{"name": name, "values": [level.mean for level in dimensions]}]
    if any(level.best is not None for level in dimensions):
        lines.append({"name": _("best of the board"), "values": [level.best for level in dimensions]})
        lines.append({"name": _("median of the board"), "values": [level.median for level in dimensions]})
    return Chart(
        key="dimensions",
        kind="radar",
        title=_("The dimensions"),
        note=_("Points from 0 (centre) to 100. Best and median are taken on each dimension over the ranked models."),
        data={"axes": [translated(level.path.dimension) for level in dimensions], "lines": lines},
        headings=[_("Dimension"), bdi(name), *(line["name"] for line in lines[1:])],
        rows=[
            [translated(level.path.dimension), *(line["values"][number] for line in lines)]
            for number, level in enumerate(dimensions)
        ],
    )


def sub_capability_chart(name: str, levels: Sequence[Level]) -> Chart:
    """A bar with its interval for each sub-capability, and the board's median."""
    shown = _at_depth(levels, 2)
    return Chart(
        key="sub-capabilities",
        kind="bars",
        title=_("Sub-capabilities"),
        note=_("Means with their 95 % intervals over pictures. The tick is the median of the board's ranked models."),
        data={
            "name": name,
            "reference_name": _("median of the board"),
            "bars": [_bar(level, level.mean, level.low, level.high, level.median) for level in shown],
        },
        headings=_headings(_("Sub-capability")),
        rows=[_numbers(level) for level in shown],
    )


def field_chart(levels: Sequence[Level]) -> Chart | None:
    """The model against the other ranked models; None if it was not compared with them."""
    shown = _at_depth(levels, 2)
    if all(level.ahead is None for level in shown):
        return None
    return Chart(
        key="against-the-field",
        kind="differences",
        title=_("Against the other models"),
        note=_(
            "Points above or below the mean of the other ranked models on the same prompts. "
            "The intervals hold for all levels at once; where one leaves out zero, the model surely leads or trails."
        ),
        data={
            "left": _("others score higher"),
            "right": _("it scores higher"),
            "bars": [_bar(level, level.ahead, level.ahead_low, level.ahead_high, None) for level in shown],
        },
        headings=[_("Sub-capability"), _("Difference"), _("95 % from"), _("to")],
        rows=[[translated(level.path), level.ahead, level.ahead_low, level.ahead_high] for level in shown],
    )


def facet_chart(levels: Sequence[Level]) -> Chart:
    """All facets as a heat map, dimension by dimension; marks show where the model leads and trails."""
    shown = _at_depth(levels, 3)
    rows, cells = _heat(shown)
    return Chart(
        key="facets",
        kind="heatmap",
        title=_("Facets"),
        note=_("%(leads)s surely better than the other ranked models on average, %(trails)s surely worse.")
        % {"leads": LEADS, "trails": TRAILS},
        data={"rows": rows, "columns": [""] * _FACETS_IN_A_LINE, "cells": cells},
        headings=_headings(_("Facet")),
        rows=[_numbers(level) for level in shown],
    )


def _heat(facets: Sequence[Level]) -> tuple[list[HeatRow], list[HeatCell]]:
    """The map's rows and cells; each dimension begins a new row."""
    rows: list[HeatRow] = []
    cells: list[HeatCell] = []
    for dimension, of_dimension in groupby(facets, key=lambda level: level.path.dimension):
        for number, level in enumerate(of_dimension):
            if number % _FACETS_IN_A_LINE == 0:
                rows.append({"label": "" if number else translated(dimension), "group": ""})
            cells.append(
                {
                    "row": len(rows) - 1,
                    "column": number % _FACETS_IN_A_LINE,
                    "label": translated(level.path.facet),
                    "title": translated(level.path),
                    "value": level.mean,
                    "mark": LEADS if level.leads else TRAILS if level.trails else "",
                }
            )
    return rows, cells


def history_chart(name: str, past: Sequence[PastScore]) -> Chart | None:
    """The overall over the releases; None if there are fewer than two to show."""
    if sum(score.mean is not None for score in past) < 2:
        return None
    return Chart(
        key="history",
        kind="history",
        title=_("Over the releases of this board"),
        note=_("The overall score with its 95 % interval over prompts, and the rank in each release."),
        data={
            "labels": [_("Release %(number)d") % {"number": score.number} for score in past],
            "lines": [
                {
                    "name": name,
                    "values": [score.mean for score in past],
                    "low": [score.low for score in past],
                    "high": [score.high for score in past],
                    "notes": [f"#{score.rank}" if score.rank else "" for score in past],
                }
            ],
        },
        headings=[_("Release"), _("Published"), _("Overall"), _("95 % from"), _("to"), _("Rank")],
        rows=[_past_row(score) for score in past],
    )


def _past_row(score: PastScore) -> list[Value]:
    rank = rank_of_count(score, score.ranked)
    return [str(score.number), moment_text(score.published_at), score.mean, score.low, score.high, rank]


def _at_depth(levels: Sequence[Level], depth: int) -> list[Level]:
    return [level for level in levels if level.path.depth == depth]


def _bar(level: Level, value: float | None, low: float | None, high: float | None, reference: float | None) -> Bar:
    return {
        "label": translated(level.path.name),
        "group": translated(level.path.dimension),
        "value": value,
        "low": low,
        "high": high,
        "reference": reference,
    }


def _headings(name: str) -> list[str]:
    return [
        *(name, _("Mean"), _("95 % from"), _("to"), _("Pictures"), _("Median of the board"), _("Best of the board")),
        *(_("Against the others"), _("95 % from"), _("to")),
    ]


def _numbers(level: Level) -> list[Value]:
    return [
        translated(level.path),
        *(level.mean, level.low, level.high, level.images, level.median, level.best),
        *(level.ahead, level.ahead_low, level.ahead_high),
    ]
