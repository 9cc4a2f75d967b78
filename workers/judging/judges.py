"""What a judging worker holds for its whole life: the way to the judges and the profiles it has met."""

from __future__ import annotations

import ipaddress
import random
import socket

from django.conf import settings
from yarl import URL

from leaderboard.domain.judging.check import refusal
from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.domain.retry import RetryPolicy
from leaderboard.models import JudgeProfile
from leaderboard.pipeline.judging import watch
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.gate import JudgeGate
from workers.clients.judge.pool import JudgePool
from workers.clients.judge.probe import probe
from workers.process import once
from workers.process.event_loop import close_at_shutdown, in_thread

RETRIES = RetryPolicy(max_attempts=6, base_s=10.0, cap_s=80.0)
"""Per picture: how long its owed calls wait, and at how many attempts a healthy judge may break on one of them. A judge
that is away or busy uses up no attempt."""


@once
def pool() -> JudgePool:
    """The judges at JUDGE_URL; one pool per process, so that each one's limit of calls in flight holds."""
    judges = JudgePool([JudgeGate(server_name(url), _client(url), look) for url in settings.SALON_JUDGE_URLS])
    close_at_shutdown(judges.close)
    return judges


async def look(gate: JudgeGate, profile: FrozenProfile) -> str:
    """Compare a judge with a profile and record what was found; why it gets no work, "" when it is the right one.

    Not under load: the judge may be at other workers' calls, which 200 further ones would hold up.
    """
    longest = await in_thread(watch.longest_prompt)
    items = await probe(gate.judge, profile, longest, under_load=False)
    told = refusal(profile, items)
    await in_thread(watch.record_look, gate.name, profile.sha256, items, told)
    gate.drift = await in_thread(watch.attend, gate.name, profile.sha256)
    return told


def server_name(url: str) -> str:
    """How operators know a judge: its address without credentials, and the machine where that is "this machine"."""
    address = URL(url)
    shown = str(address.with_user(None))
    return f"{shown} on {socket.gethostname()}" if _is_local(address.host or "") else shown


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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


def retry_delay_s(retry_after_s: float | None, attempt: int) -> float:
    """Seconds that owed calls wait after the ``attempt`` (from 1): what RETRIES says, and at least half of its longest.

    ``retry_after_s`` is what the judge asked for: a lower bound, capped at an hour by the policy.
    """
    jitter = random.uniform(0.5, 0.999)  # noqa: S311  # spreads load, guards nothing
    return RETRIES.delay_s(attempt, jitter=jitter, retry_after_s=retry_after_s)
