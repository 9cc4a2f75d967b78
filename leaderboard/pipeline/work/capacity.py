"""The judges at work: the site's capacity for judging."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from leaderboard.domain.judging.breaker import BreakerState
from leaderboard.models import JudgeServer
from leaderboard.models.clock import Now

_SEEN_WITHIN = timedelta(minutes=1)
"""A worker that has a judge on its list looks at it every few seconds."""

AT_WORK_SQL = """
    refusal = '' AND drift = '' AND breaker <> 'open' AND left_at IS NULL
    AND seen_at > statement_timestamp() - make_interval(mins => 1)
"""
"""The condition of ``judges_at_work`` on rows of ``leaderboard_judgeserver``, for statements written by hand."""


def judges_at_work(profile_id: int) -> int:
    """How many judge servers receive work of a profile: seen recently; not gone, refused, drifted or paused."""
    at_work = Q(refusal="", drift="", left_at__isnull=True, seen_at__gt=Now() - _SEEN_WITHIN)
    at_work &= ~Q(breaker=BreakerState.OPEN)
    return JudgeServer.objects.filter(at_work, judge_profile=profile_id).count()
