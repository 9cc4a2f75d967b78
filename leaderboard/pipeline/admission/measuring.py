"""Measuring how many calls the judges answer, from the judgements of the last minutes."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Min, Q, Value
from django.db.models.functions import Coalesce

from leaderboard.domain.admission.pace import next_pace
from leaderboard.models import Admission, Judgement, Submission, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.admission.state import WAITING

_WINDOW = timedelta(minutes=10)
_AT_LEAST = timedelta(minutes=1)
_EVERY = timedelta(seconds=15)


def unmeasured() -> list[int]:
    """The judge profiles whose pace was not measured recently."""
    due = Q(measured_at__isnull=True) | Q(measured_at__lt=Now() - _EVERY)
    return list(Admission.objects.filter(due).order_by("pk").values_list("pk", flat=True))


def measure(profile_id: int) -> None:
    """Measure the pace of a profile's judges, and keep it for the estimates and for admission."""
    state = Admission.objects.select_related("judge_profile").defer("judge_profile__files").get(pk=profile_id)
    now = clock.read()
    counted = Judgement.objects.filter(
        profile_sha256=state.judge_profile.sha256, judged_at__gt=now - _WINDOW, judged_at__lte=now
    ).aggregate(calls=Count("pk"), judges=Count(Coalesce("server", Value("")), distinct=True), first=Min("judged_at"))
    # A judge that just began to work is not slow: it had nothing to do before.
    span = max(_AT_LEAST, now - (counted["first"] or now))
    measured = counted["calls"] / (span / timedelta(hours=1)) / max(1, counted["judges"])
    waiting = Submission.objects.filter(WAITING, judge_profile=profile_id, waiting_since__lt=now - span)
    pace = next_pace(state.calls_an_hour, measured, is_busy=waiting.exists())
    # Not the whole row: an admission may be moving the clock.
    Admission.objects.filter(pk=profile_id).update(calls_an_hour=pace, measured_at=Now())
