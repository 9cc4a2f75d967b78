"""A comparison in words: which of two models scores reliably higher, overall and in each dimension."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.queries.comparison import Comparison, Contender, Difference
from leaderboard.web.words.data import translated
from leaderboard.web.words.names import bdi, sentence_html
from leaderboard.web.words.numbers import points_apart


@dataclass(frozen=True, slots=True)
class PairSummary:
    """The first model against another one: sentences as HTML about the overall and about the dimensions."""

    other: Contender
    overall: SafeString
    dimensions: Sequence[SafeString]


def summaries(comparison: Comparison) -> list[PairSummary]:
    """The first model against each of the others."""
    return [_summary(comparison, number) for number in range(len(comparison.contenders) - 1)]


def _summary(comparison: Comparison, number: int) -> PairSummary:
    first, other = comparison.contenders[0], comparison.contenders[number + 1]
    differences = {level.path.dimension: level.differences[number] for level in comparison.columns.levels}
    overall = differences.pop(OVERALL_COLUMN)
    return PairSummary(
        other,
        _overall({"first": bdi(first.name), "other": bdi(other.name)}, overall),
        _dimensions(first, other, differences),
    )


def _dimensions(first: Contender, other: Contender, differences: Mapping[str, Difference]) -> list[SafeString]:
    """One sentence for each outcome that occurs; a dimension without prompts that both have is left out."""
    higher = _("%(name)s scores reliably higher in %(dimensions)s.")
    sentences = [
        sentence_html(higher, name=bdi(model.name), dimensions=_join(_points_ahead(differences, outcome)))
        for outcome, model in ((1, first), (-1, other))
        if _with_outcome(differences, outcome)
    ]
    if unclear := _with_outcome(differences, 0):
        template = _(
            "No reliable difference in %(dimensions)s. In parentheses: the 95%% interval of %(first)s minus %(other)s."
        )
        intervals = _join([_bracketed(name, _interval(apart)) for name, apart in unclear.items()])
        sentences.append(sentence_html(template, dimensions=intervals, first=bdi(first.name), other=bdi(other.name)))
    return sentences


def _with_outcome(differences: Mapping[str, Difference], outcome: int) -> dict[str, Difference]:
    return {name: apart for name, apart in differences.items() if apart.settled == outcome and apart.low is not None}


def _points_ahead(differences: Mapping[str, Difference], outcome: int) -> list[str]:
    """The dimensions with this outcome, each with the points ahead: "Quality (+3.20)"."""
    ahead = _with_outcome(differences, outcome)
    return [_bracketed(name, points_apart(abs(apart.difference or 0))) for name, apart in ahead.items()]


def _bracketed(name: str, value: str) -> str:
    return _("%(title)s (%(count)s)") % {"title": translated(name), "count": value}


def _interval(apart: Difference) -> str:
    return _("%(low)s to %(high)s") % {"low": points_apart(apart.low), "high": points_apart(apart.high)}


def _join(items: Iterable[str]) -> str:
    return pgettext("between the items of a list", ", ").join(items)


def _overall(names: Mapping[str, SafeString], apart: Difference) -> SafeString:
    if apart.difference is None or apart.low is None or apart.high is None:
        return sentence_html(_("%(first)s and %(other)s share too few prompts to be compared."), **names)
    if apart.settled < 0:
        turned = {"first": names["other"], "other": names["first"]}
        return sentence_html(_higher(), **turned, **_numbers(-apart.difference, -apart.high, -apart.low))
    template = _higher() if apart.settled else _no_difference(apart.low, apart.high)
    return sentence_html(template, **names, **_numbers(apart.difference, apart.low, apart.high))


def _higher() -> str:
    return _(
        "%(first)s scores reliably higher than %(other)s overall: %(difference)s points (95%% interval %(low)s to "
        "%(high)s)."
    )


def _no_difference(low: float, high: float) -> str:
    if low > 0 or high < 0:
        return _(
            "No reliable difference overall. %(first)s minus %(other)s: %(difference)s points, which is within the "
            "judge's noise floor."
        )
    return _(
        "No reliable difference overall. %(first)s minus %(other)s: %(difference)s points (95%% interval %(low)s to "
        "%(high)s)."
    )


def _numbers(difference: float, low: float, high: float) -> dict[str, str]:
    """The difference and the ends of its interval with their signs."""
    return {"difference": points_apart(difference), "low": points_apart(low), "high": points_apart(high)}
