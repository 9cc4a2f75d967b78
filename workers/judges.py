"""What a judging worker holds for its whole life: the way to the judge and the profiles it has met."""

from __future__ import annotations

import random

from django.conf import settings

from leaderboard.domain.judge_profile import JudgeProfile as FrozenProfile
from leaderboard.models import JudgeProfile
from workers.clients.judge import JudgeClient
from workers.clients.judge_pool import JudgePool
from workers.event_loop import close_at_shutdown
from workers.once import once

_AWAY_RETRY_S = 5.0
_AWAY_SPREAD_S = 5.0


@once
def pool() -> JudgePool:
    """The judges at JUDGE_URL; one pool per process, so that each one's limit of calls in flight holds."""
    judges = JudgePool([_client(url) for url in settings.SALON_JUDGE_URLS])
    close_at_shutdown(judges.close)
    return judges


def _client(url: str) -> JudgeClient:
    return JudgeClient(
        url,
        api_key=settings.SALON_JUDGE_API_KEY or None,
        timeout_s=settings.SALON_JUDGE_TIMEOUT_S,
        max_in_flight=settings.SALON_JUDGE_IN_FLIGHT,
    )


@once
def frozen_profile(key: int) -> FrozenProfile:
    """A profile by its row's key; profiles never change, so the first reading serves for good."""
    return JudgeProfile.objects.get(pk=key).frozen


def retry_delay_s(retry_after_s: float | None) -> float:
    """How long owed calls wait when the judge is away; spread, so that they do not all come back at once."""
    return max(retry_after_s or 0.0, _AWAY_RETRY_S) + random.random() * _AWAY_SPREAD_S  # noqa: S311  # spreads load, guards nothing
