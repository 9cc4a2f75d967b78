"""What a model's page says in words: its rank, and where it leads and trails."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from leaderboard.queries.models import Level

LEADS, TRAILS = "▲", "▼"


def rank_words(rank: int | None, low: int | None, high: int | None, ranked: int) -> str:
    """A rank with its interval among the ranked models, such as "rank 3 to 5 of 40"; "" without one."""
    if rank is None:
        return ""
    numbers = {"rank": rank, "low": low, "high": high, "ranked": ranked}
    if low is None or high is None or low == high:
        return _("rank %(rank)d of %(ranked)d") % numbers
    return _("rank %(low)d to %(high)d of %(ranked)d") % numbers


def leading(levels: Sequence[Level]) -> list[Level]:
    """Where the model surely leads, furthest first."""
    return sorted((level for level in levels if level.path and level.leads), key=lambda level: -(level.ahead or 0.0))


def trailing(levels: Sequence[Level]) -> list[Level]:
    """Where the model surely trails, furthest first."""
    return sorted((level for level in levels if level.path and level.trails), key=lambda level: level.ahead or 0.0)
