"""A comparison in words: what is settled between two models, and what remains open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.queries.comparison import Comparison, Contender, Difference
from leaderboard.web.words.names import bdi, sentence_html
from leaderboard.web.words.numbers import round_score


@dataclass(frozen=True, slots=True)
class Settled:
    """The first model and another one: two sentences as HTML, and the names of the dimensions behind the second."""

    other: Contender
    overall: SafeString
    dimensions: SafeString
    higher: Sequence[str]
    lower: Sequence[str]
    open: Sequence[str]


def settled(comparison: Comparison) -> list[Settled]:
    """The first model against each of the others."""
    return [_settled(comparison, number) for number in range(len(comparison.contenders) - 1)]


def _settled(comparison: Comparison, number: int) -> Settled:
    first, other = comparison.contenders[0], comparison.contenders[number + 1]
    differences = {level.path.dimension: level.differences[number] for level in comparison.columns.levels}
    overall = differences.pop(OVERALL_COLUMN)
    # A dimension without shared prompts is not an open question: the suite may have no prompts for it.
    asked = {name: apart for name, apart in differences.items() if apart.shared}
    by_outcome = {
        outcome: [name for name, apart in asked.items() if apart.settled == outcome] for outcome in (1, -1, 0)
    }
    names = {"first": bdi(first.name), "other": bdi(other.name)}
    words = names | {
        "total": len(asked),
        "higher": len(by_outcome[1]),
        "lower": len(by_outcome[-1]),
        "open": len(by_outcome[0]),
    }
    sentence = _(
        "%(first)s surely scores higher on %(higher)d of %(total)d dimensions, %(other)s on %(lower)d; not settled: "
        "%(open)d."
    )
    return Settled(
        other,
        _overall(names, overall),
        sentence_html(sentence, **words),
        by_outcome[1],
        by_outcome[-1],
        by_outcome[0],
    )


def _overall(names: Mapping[str, SafeString], apart: Difference) -> SafeString:
    if apart.difference is None or apart.low is None or apart.high is None:
        return sentence_html(_("%(first)s and %(other)s share too few prompts to be compared."), **names)
    if apart.settled < 0:
        sentence = _(
            "Overall %(other)s surely scores higher than %(first)s, by %(difference)s points (between %(low)s and "
            "%(high)s)."
        )
        return sentence_html(sentence, **names, **_numbers(-apart.difference, -apart.high, -apart.low))
    return sentence_html(_first_ahead(apart), **names, **_numbers(apart.difference, apart.low, apart.high))


def _first_ahead(apart: Difference) -> str:
    """The sentence for a first model that is ahead, or for a difference that is not settled."""
    if apart.settled:
        return _(
            "Overall %(first)s surely scores higher than %(other)s, by %(difference)s points (between %(low)s and "
            "%(high)s)."
        )
    if apart.low is not None and apart.high is not None and (apart.low > 0 or apart.high < 0):
        return _(
            "Overall it is not settled which of %(first)s and %(other)s scores higher: their difference of "
            "%(difference)s points is within the judge's own noise."
        )
    return _(
        "Overall it is not settled which of %(first)s and %(other)s scores higher: the difference is "
        "%(difference)s points, anything between %(low)s and %(high)s is possible."
    )


def _numbers(difference: float, low: float, high: float) -> dict[str, str]:
    return {"difference": _points(difference), "low": _points(low), "high": _points(high)}


def _points(value: float) -> str:
    return round_score(value).replace("-", "−")
