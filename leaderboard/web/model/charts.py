"""The charts of a model's page, from the scores of its release."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from leaderboard.domain.score_path import FACET_DEPTH
from leaderboard.queries.models import Level, PastScore
from leaderboard.web.words.charts import Bar, Chart, Table, Value
from leaderboard.web.words.data import translated
from leaderboard.web.words.numbers import on_scale
from leaderboard.web.words.ranks import rank_of_count
from leaderboard.web.words.times import moment_text


def sub_capability_chart(name: str, levels: Sequence[Level]) -> Chart:
    """A bar with its interval for each sub-capability, and the board's median."""
    shown = _at_depth(levels, 2)
    return Chart(
        key="sub-capabilities",
        kind="bars",
        title=_("Sub-capabilities"),
        note=_(
            "Mean scores with their 95% intervals over pictures. The tick is the median of the board's ranked models."
        ),
        data={
            "name": name,
            "reference_name": _("median of the board"),
            "bars": [_score(level) for level in shown],
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
            "The intervals hold for all levels at once: where one excludes 0, the difference is reliable "
            "(95% confidence)."
        ),
        data={
            "left": _("others higher"),
            "right": _("this model higher"),
            "bars": [_difference(level) for level in shown],
        },
        headings=[_("Sub-capability"), _("Difference"), _("95% from"), _("to")],
        rows=[[translated(level.path), *_ahead(level)] for level in shown],
    )


def facet_table(levels: Sequence[Level]) -> Table:
    """The numbers of all facets."""
    return Table(_("Facets"), _headings(_("Facet")), [_numbers(level) for level in _at_depth(levels, FACET_DEPTH)])


def history_chart(name: str, past: Sequence[PastScore]) -> Chart | None:
    """The overall over the releases; None if there are fewer than two to show."""
    if sum(score.mean is not None for score in past) < 2:
        return None
    return Chart(
        key="history",
        kind="history",
        title=_("Over the releases of this board"),
        note=_("The overall score with its 95% interval over prompts, and the rank in each release."),
        data={
            "labels": [_("Release %(number)d") % {"number": score.number} for score in past],
            "lines": [
                {
                    "name": name,
                    "values": [score.mean for score in past],
                    "low": [on_scale(score.low) for score in past],
                    "high": [on_scale(score.high) for score in past],
                    "notes": [f"#{score.rank}" if score.rank else "" for score in past],
                }
            ],
        },
        headings=[_("Release"), _("Published"), _("Overall"), _("95% from"), _("to"), _("Rank")],
        rows=[_past_row(score) for score in past],
    )


def _past_row(score: PastScore) -> list[Value]:
    rank = rank_of_count(score, score.ranked)
    return [
        str(score.number),
        moment_text(score.published_at),
        score.mean,
        on_scale(score.low),
        on_scale(score.high),
        rank,
    ]


def _at_depth(levels: Sequence[Level], depth: int) -> list[Level]:
    return [level for level in levels if level.path.depth == depth]


def _score(level: Level) -> Bar:
    return _bar(level, level.mean, on_scale(level.low), on_scale(level.high), level.median)


def _difference(level: Level) -> Bar:
    return _bar(level, *_ahead(level), None)


def _ahead(level: Level) -> tuple[float | None, float | None, float | None]:
    """The difference from the other models with its interval."""
    low, high = (on_scale(end, is_difference=True) for end in (level.ahead_low, level.ahead_high))
    return level.ahead, low, high


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
        *(name, _("Mean"), _("95% from"), _("to"), _("Pictures"), _("Median of the board"), _("Best of the board")),
        *(_("Against the others"), _("95% from"), _("to")),
    ]


def _numbers(level: Level) -> list[Value]:
    return [
        translated(level.path),
        *(level.mean, on_scale(level.low), on_scale(level.high), level.images, level.median, level.best),
        *_ahead(level),
    ]
