"""Comparisons as charts: differences with their intervals, one chart for each model that the first is compared with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leaderboard.queries.comparison import Comparison, Line
from leaderboard.web.words.charts import Bar, Chart, DifferencesData


def difference_charts(found: Comparison) -> list[Chart]:
    """Overall, dimensions and sub-capabilities; a level on which too few prompts are shared is left out."""
    return [_chart(found, number) for number in range(len(found.contenders) - 1)]


def _chart(found: Comparison, number: int) -> Chart:
    first, other = found.contenders[0].name, found.contenders[number + 1].name
    lines = [*found.columns.lines, *found.sub_capabilities.lines]
    bars = [_bar(line, number) for line in lines if line.differences[number].low is not None]
    data = DifferencesData(
        left=_("%(name)s higher") % {"name": other}, right=_("%(name)s higher") % {"name": first}, bars=bars
    )
    return Chart(
        key=f"differences-{number + 1}",
        kind="differences",
        title=_("%(first)s less %(other)s") % {"first": first, "other": other},
        note=_(
            "Differences in points with the intervals of the tables, coloured where zero lies outside; "
            "whether the judge’s noise is exceeded too, the tables say."
        ),
        data=data,
        headings=[_("Level"), _("Difference"), _("Low"), _("High")],
        rows=[[_full_name(bar), bar["value"], bar["low"], bar["high"]] for bar in bars],
    )


def _bar(line: Line, number: int) -> Bar:
    one = line.differences[number]
    return Bar(
        label=line.path.name or _("Overall"),
        group=line.path.parent.dimension,
        value=one.difference,
        low=one.low,
        high=one.high,
        reference=None,
    )


def _full_name(bar: Bar) -> str:
    return f"{bar['group']} › {bar['label']}" if bar["group"] else bar["label"]
