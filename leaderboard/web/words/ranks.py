"""Ranks in words: the forms in which pages, badges and cards show a rank with its interval, and why there is none."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

from leaderboard.domain.ranking.standings import INCOMPLETE, UNSCORED, WITHDRAWN

_FORMER_INCOMPLETE = "only %(judged)d of %(planned)d planned judgements are there (99 %% are needed)"
"""As earlier versions stored it in releases, which never change."""


class Ranked(Protocol):
    """Anything with a rank and the ends of its interval, such as a score of a release; None where they are unknown."""

    @property
    def rank(self) -> int | None: ...
    @property
    def rank_low(self) -> int | None: ...
    @property
    def rank_high(self) -> int | None: ...


class Listed(Protocol):
    """The facts of a release's row that say why a model has no rank."""

    @property
    def unranked_reason(self) -> str: ...
    @property
    def judged_judgements(self) -> int: ...
    @property
    def planned_judgements(self) -> int: ...


def rank_interval(score: Ranked) -> str:
    """The interval beside a rank: "2–4", or "settled" if it holds one rank only; "" if there is none."""
    if score.rank is None or score.rank_low is None or score.rank_high is None:
        return ""
    return _("settled") if score.rank_low == score.rank_high else f"{score.rank_low}–{score.rank_high}"


def rank_and_interval(score: Ranked) -> str:
    """The rank with its interval for a table's cell: "21 (14–28)", or "3" if there is no other; "" without a rank."""
    if score.rank is None:
        return ""
    if score.rank_low is None or score.rank_high is None or score.rank_low == score.rank_high:
        return str(score.rank)
    numbers = {"rank": score.rank, "low": score.rank_low, "high": score.rank_high}
    return _("%(rank)d (%(low)d–%(high)d)") % numbers


def rank_text(score: Ranked) -> str:
    """The interval, or else the rank, after the word: "rank 2–4", "rank 3"; "" without a rank."""
    if score.rank is None:
        return ""
    return _("rank {interval}").format(interval=_range(score, score.rank))


def rank_of_count(score: Ranked, ranked: int) -> str:
    """The rank among the ranked models: "rank 4 of 40 (3–5)", "rank 3 of 40"; "" without a rank."""
    if score.rank is None:
        return ""
    numbers = {"rank": score.rank, "low": score.rank_low, "high": score.rank_high, "ranked": ranked}
    if score.rank_low is None or score.rank_high is None or score.rank_low == score.rank_high:
        return _("rank %(rank)d of %(ranked)d") % numbers
    return _("rank %(rank)d of %(ranked)d (%(low)d–%(high)d)") % numbers


def rank_in_english(score: Ranked, ranked: int) -> str:
    """The same for badges and cards, which are in English everywhere: "rank 3–5 of 40", or "not ranked"."""
    if score.rank is None:
        return "not ranked"
    return f"rank {_range(score, score.rank)} of {ranked}"


def why_unranked(row: Listed) -> str:
    """A release's reason in the reader's language; a reason that this version does not know stays as it is stored."""
    numbers = {"judged": row.judged_judgements, "planned": row.planned_judgements}
    if row.unranked_reason == _FORMER_INCOMPLETE % numbers:
        return _(INCOMPLETE) % numbers
    for known in (WITHDRAWN, UNSCORED, INCOMPLETE):
        if row.unranked_reason == known % numbers:
            return _(known) % numbers
    return row.unranked_reason


def _range(score: Ranked, rank: int) -> str:
    low, high = score.rank_low or rank, score.rank_high or rank
    return str(low) if low == high else f"{low}–{high}"
