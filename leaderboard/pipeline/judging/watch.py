"""Stage 3: the state of each judge: whether it matches its profile, and whether its scores have drifted.

The rows are shared by all workers and shown to the operators. One worker at a time tries a judge's canary pictures.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from leaderboard.domain.judging.breaker import BreakerState
from leaderboard.domain.judging.check import CheckItem
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import JudgeProfile, JudgeServer, Prompt, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.judging import announcements
from leaderboard.pipeline.judging.judging import wake_judgings

log = logging.getLogger(__name__)

_FORGET_AFTER = timedelta(days=1)
_CANARY_NOT_AGAIN_FOR = timedelta(minutes=1)
_RETRY_CANARY_IN = timedelta(minutes=5)


def longest_prompt() -> str:
    """The longest text of all loaded suites, which must fit into a judge's context."""
    texts = (text for texts in Prompt.objects.values_list("texts", flat=True).iterator() for text in texts.values())
    return max(texts, key=lambda text: len(text.encode()), default="")


def begin_trial(name: str, profile_sha256: str) -> None:
    """Record that a judge without work is being tried."""
    server = JudgeServer.objects.filter(name=name, judge_profile__sha256=profile_sha256)
    server.filter(breaker=BreakerState.OPEN).update(breaker=BreakerState.HALF_OPEN)


def record_look(
    name: str, profile_sha256: str, items: Sequence[CheckItem], refusal: str, *, was_at_work: bool = False
) -> None:
    """Record how a judge compared with its profile; ``refusal`` says why it receives no work ("" if it matches). A
    judge that matches may have just been started or replaced, unless it was at work all the time. So its canary
    becomes due, unless another worker has just tried it, and the pictures that waited for a judge of this profile
    become due.
    """
    comparison = {
        "looked_at": clock.read(),
        "items": [asdict(item) for item in items],
        "refusal": refusal,
        "left_at": None,
    }
    profile = JudgeProfile.objects.only("pk").get(sha256=profile_sha256)
    row, _ = JudgeServer.objects.update_or_create(name=name, judge_profile=profile, defaults=comparison)
    server = JudgeServer.objects.filter(pk=row.pk)
    if refusal:
        server.filter(breaker=BreakerState.CLOSED).update(breaker_since=Now())
        server.update(breaker=BreakerState.OPEN, breaker_cause=refusal)
        return
    server.exclude(breaker=BreakerState.CLOSED).update(breaker=BreakerState.CLOSED, breaker_since=Now())
    if was_at_work:
        return
    just_tried = Q(canary_at__gt=Now() - _CANARY_NOT_AGAIN_FOR)
    server.exclude(just_tried).update(canary_due_at=Now())
    wake_judgings(profile)


def record_engine(name: str, profile_sha256: str, version: str) -> None:
    """Record the version of a judge's engine, and when it changed; "" if the judge does not report it."""
    if not version:
        return
    server = JudgeServer.objects.filter(name=name, judge_profile__sha256=profile_sha256).exclude(engine_version=version)
    before = server.values_list("engine_version", flat=True).first()
    if before is None:
        return
    if server.update(engine_version=version, engine_before=before, engine_since=Now()) and before:
        log.warning("the engine of the judge %s is now %s; it was %s", name, version, before)


def attend(name: str, profile_sha256: str) -> str:
    """Record that a worker has this judge on its list; returns how it has drifted, "" if it has not."""
    server = JudgeServer.objects.filter(name=name, judge_profile__sha256=profile_sha256)
    server.update(seen_at=Now(), left_at=None)
    return server.values_list("drift", flat=True).first() or ""


def note_left(name: str, profile_sha256: str) -> None:
    """Record that a worker removed a judge from its list; workers that still have it report that every few seconds."""
    JudgeServer.objects.filter(name=name, judge_profile__sha256=profile_sha256).update(left_at=Now())


def forget_unseen() -> int:
    """Delete judges that no worker has had on its list, or that were not announced, for a day."""
    return JudgeServer.objects.filter(seen_at__lt=Now() - _FORGET_AFTER).delete()[0] + announcements.forget_stale()


def claim_canary(name: str, profile: JudgeProfile) -> bool:
    """Claim the judge's canary; False unless it is due and no other worker has claimed it.

    It is due again after the setting CANARY_S.
    """
    due = JudgeServer.objects.filter(name=name, judge_profile=profile, refusal="", canary_due_at__lte=Now())
    return bool(due.update(canary_due_at=Now() + timedelta(seconds=settings.SALON_CANARY_S)))


def postpone_canary(name: str, profile: JudgeProfile) -> None:
    """Make an incomplete canary due again in a few minutes."""
    JudgeServer.objects.filter(name=name, judge_profile=profile).update(canary_due_at=Now() + _RETRY_CANARY_IN)


def record_canary(name: str, profile: JudgeProfile, means: Mapping[ScorePath, float], drift: Sequence[str]) -> None:
    """Record a canary's means, and which of them left their bands, in words."""
    if drift:
        log.error("the judge %s has drifted from %s: %s", name, profile, "; ".join(drift))
    JudgeServer.objects.filter(name=name, judge_profile=profile).update(
        canary_at=Now(),
        canary=[[path.dimension, mean] for path, mean in means.items()],
        drift="; ".join(drift),
    )
