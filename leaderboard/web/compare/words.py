"""What a comparison says in words: what is settled between two models, and what remains open."""

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


def settled(found: Comparison) -> list[Settled]:
    """One for each model but the first."""
    return [_settled(found, number) for number in range(len(found.contenders) - 1)]


def _settled(found: Comparison, number: int) -> Settled:
    first, other = found.contenders[0], found.contenders[number + 1]
    lines = {line.path.dimension: line.differences[number] for line in found.columns.lines}
    overall = lines.pop(OVERALL_COLUMN)
    # A dimension that none of the suite's prompts tries is no question that could be open.
    asked = {name: one for name, one in lines.items() if one.shared}
    by_outcome = {outcome: [name for name, one in asked.items() if one.settled == outcome] for outcome in (1, -1, 0)}
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


def _overall(first: str, other: str, one: Difference) -> str:
    if one.difference is None or one.low is None or one.high is None:
        return _("%(first)s and %(other)s share too few prompts to be compared.") % {"first": first, "other": other}
    numbers = {"first": first, "other": other}
    if one.settled < 0:
        numbers |= _numbers(-one.difference, -one.high, -one.low)
        return (
            _(
                "Overall %(other)s surely scores higher than %(first)s, by %(difference)s points (between %(low)s and "
                "%(high)s)."
            )
            % numbers
        )
    numbers |= _numbers(one.difference, one.low, one.high)
    if one.settled:
        return (
            _(
                "Overall %(first)s surely scores higher than %(other)s, by %(difference)s points (between %(low)s and "
                "%(high)s)."
            )
            % numbers
        )
    if one.low > 0 or one.high < 0:
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
