"""Stage 3: announced judges, so that GPU nodes come and go without restarting workers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q

from leaderboard.domain.judging.announcement import STALE_AFTER_S, Announcement, JudgeState
from leaderboard.models import AnnouncedJudge
from leaderboard.models.clock import Now

_FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KnownJudge:
    """An announced judge; ``is_fresh``: it announced itself recently, by the database's clock."""

    address: str
    profile_sha256: str
    state: JudgeState
    is_fresh: bool


def announce(token: uuid.UUID, judges: Sequence[Announcement]) -> None:
    """Record the announcements of a node's judges; ``token`` identifies the announcing process.

    An address belongs to the process that announced it last, which replaced the former one.
    """
    for judge in judges:
        said = asdict(judge)
        AnnouncedJudge.objects.update_or_create(
            address=said.pop("address"),
            defaults={**said, "announced_by": token, "seen_at": Now()},
        )


def withdraw(token: uuid.UUID) -> None:
    """Delete a process's announcements: its judges have ended."""
    AnnouncedJudge.objects.filter(announced_by=token).delete()


def known() -> list[KnownJudge]:
    """All judges that have announced themselves and have not signed off, and whether that is recent."""
    is_fresh = ExpressionWrapper(Q(seen_at__gt=Now() - timedelta(seconds=STALE_AFTER_S)), output_field=BooleanField())
    rows = AnnouncedJudge.objects.annotate(is_fresh=is_fresh).values_list(
        "address", "profile_sha256", "state", "is_fresh"
    )
    return [KnownJudge(address, sha256, JudgeState(state), fresh) for address, sha256, state, fresh in rows]


def forget(addresses: Sequence[str]) -> set[str]:
    """Delete judges that have fallen silent, by their addresses; returns those that were deleted."""
    silent = AnnouncedJudge.objects.filter(address__in=addresses, seen_at__lt=Now() - timedelta(seconds=STALE_AFTER_S))
    deleted = set(silent.values_list("address", flat=True))
    silent.filter(address__in=deleted).delete()
    return deleted


def forget_stale() -> int:
    """Delete judges that have not announced themselves for a day; returns how many."""
    return AnnouncedJudge.objects.filter(seen_at__lt=Now() - _FORGET_AFTER).delete()[0]
