"""A comparison in words: what is settled between two models, and what remains open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.queries.comparison import Comparison, Contender, Difference
from leaderboard.web.words.numbers import round_score


@dataclass(frozen=True, slots=True)
class Settled:
    """The first model and another one: two sentences, and the names of the dimensions behind the second."""

    other: Contender
    overall: str
    dimensions: str
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
    words = {
        "first": first.name,
        "other": other.name,
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
        other, _overall(first.name, other.name, overall), sentence % words, by_outcome[1], by_outcome[-1], by_outcome[0]
    )


def _overall(first: str, other: str, apart: Difference) -> str:
    if apart.difference is None or apart.low is None or apart.high is None:
        return _("%(first)s and %(other)s share too few prompts to be compared.") % {"first": first, "other": other}
    numbers = {"first": first, "other": other}
    if apart.settled < 0:
        numbers |= _numbers(-apart.difference, -apart.high, -apart.low)
        return (
            _(
                "Overall %(other)s surely scores higher than %(first)s, by %(difference)s points (between %(low)s and "
                "%(high)s)."
            )
            % numbers
        )
    numbers |= _numbers(apart.difference, apart.low, apart.high)
    if apart.settled:
        return (
            _(
                "Overall %(first)s surely scores higher than %(other)s, by %(difference)s points (between %(low)s and "
                "%(high)s)."
            )
            % numbers
        )
    if apart.low > 0 or apart.high < 0:
        return (
            _(
                "Overall it is not settled which of %(first)s and %(other)s scores higher: their difference of "
                "%(difference)s points is within the judge's own noise."
            )
            % numbers
        )
    return (
        _(
            "Overall it is not settled which of %(first)s and %(other)s scores higher: the difference is "
            "%(difference)s points, anything between %(low)s and %(high)s is possible."
        )
        % numbers
    )


def _numbers(difference: float, low: float, high: float) -> dict[str, str]:
    return {"difference": _points(difference), "low": _points(low), "high": _points(high)}


def _points(value: float) -> str:
    return round_score(value).replace("-", "−")
