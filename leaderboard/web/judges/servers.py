"""The judge servers as pages show them: with addresses for operators, as counts for everyone else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from leaderboard.domain.judging.announcement import STALE_AFTER_S
from leaderboard.models import AnnouncedJudge, JudgeProfile, JudgeServer, Worker
from leaderboard.models.clock import Now

_SEEN_WITHIN = timedelta(minutes=1)
"""Workers check each judge every few seconds, and report every 15 s."""


@dataclass(frozen=True, slots=True)
class ServerLine:
    """A judge server, and how many calls all workers have open there. ``is_gone``: no worker has it on its list."""

    server: JudgeServer
    calls: int
    is_gone: bool


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """An announced judge. ``is_fresh``: it was announced a moment ago; ``is_loaded``: the site has its profile."""

    judge: AnnouncedJudge
    is_fresh: bool
    is_loaded: bool
    calls: int


@dataclass(frozen=True, slots=True)
class AtWork:
    """The judges of one profile as everybody may see them. ``places``: calls that they work on at a time, if known."""

    at_work: int
    held_back: int
    calls: int
    places: int
    engine_versions: tuple[str, ...]


def server_lines() -> list[ServerLine]:
    """All judge servers that workers have looked at; those that get no work come first, those that left last."""
    calls = _calls()
    servers = (
        JudgeServer.objects.select_related("judge_profile")
        .defer("judge_profile__files")
        .annotate(is_gone=_is(~_ON_A_LIST))
        .order_by("is_gone", "-drift", "-refusal", "name")
    )
    return [ServerLine(server, calls[server.name], is_gone=server.is_gone) for server in servers]


def announced_lines() -> list[AnnouncedLine]:
    """All judges that have announced themselves and have not signed off."""
    calls = _calls()
    rows = AnnouncedJudge.objects.annotate(
        is_fresh=_is(Q(seen_at__gt=Now() - timedelta(seconds=STALE_AFTER_S))),
        is_loaded=Exists(JudgeProfile.objects.filter(sha256=OuterRef("profile_sha256"))),
    )
    return [
        AnnouncedLine(
            judge,
            is_fresh=judge.is_fresh,
            is_loaded=judge.is_loaded,
            # A loopback address has its machine's name behind it.
            calls=sum(count for name, count in calls.items() if name.partition(" on ")[0] == judge.address),
        )
        for judge in rows
    ]


def at_work(profile: JudgeProfile) -> AtWork:
    """How many judges work for a profile at the moment, without their addresses."""
    calls = _calls()
    servers = list(JudgeServer.objects.filter(_ON_A_LIST, judge_profile=profile))
    working = [server for server in servers if not (server.refusal or server.drift)]
    announced = AnnouncedJudge.objects.filter(
        profile_sha256=profile.sha256, seen_at__gt=Now() - timedelta(seconds=STALE_AFTER_S)
    )
    return AtWork(
        at_work=len(working),
        held_back=len(servers) - len(working),
        calls=sum(calls[server.name] for server in servers),
        places=sum(announced.values_list("slots", flat=True)),
        engine_versions=tuple(sorted({server.engine_version for server in working if server.engine_version})),
    )


def _calls() -> Counter[str]:
    """Calls in flight by the judge's name, as the workers last reported."""
    counted: Counter[str] = Counter()
    for calls in _reporting().values_list("judge_calls", flat=True):
        counted.update(calls)
    return counted


def _reporting() -> QuerySet[Worker]:
    return Worker.objects.filter(_SEEN)


def _is(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


_SEEN = Q(seen_at__gt=Now() - _SEEN_WITHIN)
_ON_A_LIST = _SEEN & Q(left_at__isnull=True)
