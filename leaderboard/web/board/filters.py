"""Which rows of a board are wanted: read from an address, written to one, and as a condition on rows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q

from leaderboard.models import Kind

Query = Mapping[str, Sequence[str]]
"""An address's query: every name with its values."""

WEIGHTS = ("open", "closed")
UNKNOWN = "unknown"
_BILLION = 10**9
_FORMER_SIZES: Mapping[str, tuple[float | None, float | None]] = {
    "under-1": (None, 1),
    "1-4": (1, 4),
    "4-10": (4, 10),
    "10-20": (10, 20),
    "from-20": (20, None),
}
"""Ranges as earlier addresses name them: ``size=4-10``."""

_LONGEST_TEXT = 100
_MOST_LICENCES = 20
_MOST_BILLIONS = 1e6

FILTER_NAMES = (
    *("q", "organisation", "licence", "weights", "size", "size_min", "size_max"),
    *("kind", "since", "until"),
)
"""The names of filters in an address."""


@dataclass(frozen=True, slots=True)
class Filters:
    """An empty filter accepts every row.

    ``size_min`` and ``size_max`` are billions of parameters: from the first, and below the second. ``since`` and
    ``until`` are days in UTC, both included.
    """

    words: str = ""
    organisation: str = ""
    licences: tuple[str, ...] = ()
    weights: str = ""
    size_min: float | None = None
    size_max: float | None = None
    is_size_unknown: bool = False
    kind: str = ""
    since: date | None = None
    until: date | None = None

    def values(self) -> dict[str, str]:
        """The filters that have one value, by their names in addresses and in the form."""
        return {
            "q": self.words,
            "organisation": self.organisation,
            "weights": self.weights,
            "size": UNKNOWN if self.is_size_unknown else "",
            "size_min": number_text(self.size_min),
            "size_max": number_text(self.size_max),
            "kind": self.kind,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }

    def pairs(self) -> list[tuple[str, str]]:
        """The filters as names and values in an address."""
        values = self.values()
        licences = [("licence", licence) for licence in self.licences]
        pairs = [*list(values.items())[:2], *licences, *list(values.items())[2:]]
        return [(name, value) for name, value in pairs if value]

    def condition(self) -> Q:
        """The filters as a condition on ReleaseRow."""
        condition = Q()
        for word in self.words.split():
            condition &= Q(generator_name__icontains=word) | Q(organisation__icontains=word)
        if self.organisation:
            condition &= Q(organisation__iexact=self.organisation)
        if self.licences:
            condition &= _any(Q(licence__iexact=licence) for licence in self.licences)
        if self.weights:
            condition &= Q(open_weights=self.weights == "open")
        if self.kind:
            condition &= Q(kind=self.kind)
        return condition & self._size_condition() & self._day_condition()

    def _size_condition(self) -> Q:
        if self.is_size_unknown:
            return Q(parameter_count__isnull=True)
        condition = Q()
        if self.size_min is not None:
            condition &= Q(parameter_count__gte=round(self.size_min * _BILLION))
        if self.size_max is not None:
            condition &= Q(parameter_count__lt=round(self.size_max * _BILLION))
        return condition

    def _day_condition(self) -> Q:
        condition = Q()
        if self.since:
            condition &= Q(public_at__gte=datetime.combine(self.since, time(), UTC))
        if self.until and self.until < date.max:
            condition &= Q(public_at__lt=datetime.combine(self.until + timedelta(days=1), time(), UTC))
        return condition


def read_filters(query: Query) -> Filters:
    """Read an address; a value that is not understood is no filter."""
    last = {name: values[-1] for name, values in query.items() if values}
    former = _FORMER_SIZES.get(last.get("size", ""), (None, None))
    is_size_unknown = last.get("size") == UNKNOWN
    weights, kind = last.get("weights", ""), last.get("kind", "")
    licences = dict.fromkeys(filter(None, map(_text, query.get("licence", ()))))
    return Filters(
        words=_text(last.get("q", "")),
        organisation=_text(last.get("organisation", "")),
        licences=tuple(licences)[:_MOST_LICENCES],
        weights=weights if weights in WEIGHTS else "",
        size_min=None if is_size_unknown else _billions(last.get("size_min", "")) or former[0],
        size_max=None if is_size_unknown else _billions(last.get("size_max", "")) or former[1],
        is_size_unknown=is_size_unknown,
        kind=kind if kind in Kind.values else "",
        since=_day(last.get("since", "")),
        until=_day(last.get("until", "")),
    )


def read_number(text: str, most: float) -> float | None:
    """A number from 0 to ``most`` with six digits; None for anything else."""
    try:
        value = float(number_text(float(text))) if len(text) <= _LONGEST_TEXT else math.nan
    except ValueError:
        return None
    return value if 0 <= value <= most else None


def number_text(value: float | None) -> str:
    """A number as short as can be, so that an address has one form: "10", "0.5"; "" for None."""
    return "" if value is None else f"{value:g}"


def _any(conditions: Iterable[Q]) -> Q:
    joined = Q()
    for condition in conditions:
        joined |= condition
    return joined


def _billions(text: str) -> float | None:
    return read_number(text, _MOST_BILLIONS) or None


def _text(value: str) -> str:
    """One line without control characters, which PostgreSQL refuses."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", value).split())[:_LONGEST_TEXT].strip()


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
