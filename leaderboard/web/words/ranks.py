"""Ranks and their intervals in words."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

from leaderboard.domain.ranking.standings import INCOMPLETE, UNSCORED, WITHDRAWN
from leaderboard.queries.boards import Cell


class Ranked(Protocol):
    """What has a rank and its interval, such as a score of a release."""

    @property
    def rank(self) -> int | None: ...
    @property
    def rank_low(self) -> int | None: ...
    @property
    def rank_high(self) -> int | None: ...


def settled(place: Ranked) -> str:
    """How far a rank is settled: "2–4", or a word where it can be no other one; "" where that is not known."""
    if place.rank is None or place.rank_low is None or place.rank_high is None:
        return ""
    return _("settled") if place.rank_low == place.rank_high else f"{place.rank_low}–{place.rank_high}"


class Listed(Protocol):
    """A row of a release, as far as it says why a model has no rank."""

    @property
    def unranked_reason(self) -> str: ...
    @property
    def judged_judgements(self) -> int: ...
    @property
    def planned_judgements(self) -> int: ...


def why_unranked(row: Listed) -> str:
    """The reason that a release holds, in the reader's language; one that is not known today as it stands there."""
    numbers = {"judged": row.judged_judgements, "planned": row.planned_judgements}
    for known in (WITHDRAWN, UNSCORED, INCOMPLETE):
        if row.unranked_reason == known % numbers:
            return _(known) % numbers
    return row.unranked_reason


def rank_among(cell: Cell, ranked: int) -> str:
    """The rank interval among the ranked models, such as "rank 3–5 of 40"; "not ranked" without one."""
    if cell.rank is None:
        return "not ranked"
    low, high = cell.rank_low or cell.rank, cell.rank_high or cell.rank
    return f"rank {low if low == high else f'{low}–{high}'} of {ranked}"
