"""Stage 3: what the workers know of the judges: whether each is its profile's, and whether it still judges alike.

The rows are shared by all workers and shown to the operators. One worker at a time tries a judge's canary pictures.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from leaderboard.domain.judging.check import CheckItem
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import JudgeProfile, JudgeServer, Prompt
from leaderboard.pipeline.judging.judging import wake_judgings

log = logging.getLogger(__name__)

_KEPT = timedelta(days=1)
_JUST_NOW = timedelta(minutes=1)
_AGAIN_IN = timedelta(minutes=5)


def longest_prompt() -> str:
    """The longest text of any loaded suite: a judge has to have room for it."""
    texts = (text for texts in Prompt.objects.values_list("texts", flat=True).iterator() for text in texts.values())
    return max(texts, key=lambda text: len(text.encode()), default="")


def record_look(name: str, profile_sha256: str, items: Sequence[CheckItem], refusal: str) -> None:
    """Record how a judge compared with its profile.

    The right one may have just been started or put in another's place: its canary is due, unless another worker has
    just tried it, and what waited for a judge need not wait any longer.
    """
    seen = {"looked_at": timezone.now(), "items": [asdict(item) for item in items], "refusal": refusal}
    profile = JudgeProfile.objects.only("pk").get(sha256=profile_sha256)
    server, _ = JudgeServer.objects.update_or_create(name=name, judge_profile=profile, defaults=seen)
    if refusal:
        return
    just_tried = Q(canary_at__gt=timezone.now() - _JUST_NOW)
    JudgeServer.objects.filter(pk=server.pk).exclude(just_tried).update(canary_due_at=timezone.now())
    wake_judgings(profile)


def attend(name: str, profile_sha256: str) -> str:
    """Note that a worker has this judge on its list; returns its drift, "" where there is none."""
    server = JudgeServer.objects.filter(name=name, judge_profile__sha256=profile_sha256)
    server.update(seen_at=timezone.now())
    return server.values_list("drift", flat=True).first() or ""


def forget_unseen() -> int:
    """Delete the judges that no worker has had on its list for a day; returns how many."""
    return JudgeServer.objects.filter(seen_at__lt=timezone.now() - _KEPT).delete()[0]


def claim_canary(name: str, profile: JudgeProfile) -> bool:
    """Whether the caller is the one to try the judge's canary pictures now; the next ones are due an interval later."""
    now = timezone.now()
    due = JudgeServer.objects.filter(name=name, judge_profile=profile, refusal="", canary_due_at__lte=now)
    return bool(due.update(canary_due_at=now + timedelta(seconds=settings.SALON_CANARY_S)))


def postpone_canary(name: str, profile: JudgeProfile) -> None:
    """A canary could not be judged to its end: try again in a few minutes."""
    JudgeServer.objects.filter(name=name, judge_profile=profile).update(canary_due_at=timezone.now() + _AGAIN_IN)


def record_canary(name: str, profile: JudgeProfile, means: Mapping[ScorePath, float], told: Sequence[str]) -> None:
    """Record a canary's means, and what left its band."""
    if told:
        log.error("the judge %s has drifted from %s: %s", name, profile, "; ".join(told))
    JudgeServer.objects.filter(name=name, judge_profile=profile).update(
        canary_at=timezone.now(),
        canary=[[path.dimension, mean] for path, mean in means.items()],
        drift="; ".join(told),
    )
