"""Comparisons as charts: differences with their intervals, one chart for each model that the first is compared with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leaderboard.queries.comparison import ComparedLevel, Comparison
from leaderboard.web.words.charts import Bar, Chart, DifferencesData
from leaderboard.web.words.data import translated
from leaderboard.web.words.names import isolated


def difference_charts(comparison: Comparison) -> list[Chart]:
    """Overall, dimensions and sub-capabilities, without the levels on which too few prompts are shared."""
    return [_chart(comparison, number) for number in range(len(comparison.contenders) - 1)]


def _chart(comparison: Comparison, number: int) -> Chart:
    first, other = (isolated(comparison.contenders[place].name) for place in (0, number + 1))
    levels = [*comparison.columns.levels, *comparison.sub_capabilities.levels]
    bars = [_bar(level, number) for level in levels if level.differences[number].low is not None]
    data = DifferencesData(
        left=_("%(name)s higher") % {"name": other}, right=_("%(name)s higher") % {"name": first}, bars=bars
    )
    return Chart(
        key=f"differences-{number + 1}",
        kind="differences",
        title=_("%(first)s minus %(other)s") % {"first": first, "other": other},
        note=_(
            "Differences in points with the intervals of the table, coloured where zero lies outside. The table also "
            "says whether the difference exceeds the judge's noise floor."
        ),
        data=data,
        headings=[_("Level"), _("Difference"), _("Low"), _("High")],
        rows=[[_full_name(bar), bar["value"], bar["low"], bar["high"]] for bar in bars],
    )


def _bar(level: ComparedLevel, number: int) -> Bar:
    apart = level.differences[number]
    return Bar(
        label=translated(level.path.name) or _("Overall"),
        group=translated(level.path.parent.dimension),
        value=apart.difference,
        low=apart.low,
        high=apart.high,
        reference=None,
    )


def _full_name(bar: Bar) -> str:
    return f"{bar['group']} › {bar['label']}" if bar["group"] else bar["label"]
