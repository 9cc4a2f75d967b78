"""The judges and profiles of a judging worker, held as long as its process lives, and the waits of owed calls."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence

from django.conf import settings
from yarl import URL

from leaderboard.domain.judging.check import CheckItem, collapse, refusal
from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.models import JudgeProfile
from leaderboard.pipeline.judging import incidents, watch
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.comparing import compare
from workers.clients.judge.gate import JudgeGate
from workers.clients.judge.pool import JudgePool
from workers.clients.judge.probe import engine_version, key_items
from workers.process import counting, once
from workers.process.event_loop import close_at_shutdown, in_thread


@once
def pool() -> JudgePool:
    """The judges of this process, at first those of JUDGE_URL; the roster adds those that announce themselves.

    There is one pool per process, so that the limit of calls in flight holds for each judge.
    """
    judges = JudgePool([new_gate(url) for url in settings.SALON_JUDGE_URLS])
    close_at_shutdown(judges.close)
    counting.tell_calls_in_flight(lambda: {gate.name: gate.judge.calls_in_flight for gate in judges.gates})
    return judges


def new_gate(url: str, profile_sha256: str = "") -> JudgeGate:
    """The gate of the judge at an address; ``profile_sha256`` is the profile for which it was announced."""
    is_watching = settings.SALON_JUDGE_COLLAPSE_WATCH
    return JudgeGate(server_name(url), _client(url), look, is_watching=is_watching, profile_sha256=profile_sha256)


async def look(gate: JudgeGate, profile: FrozenProfile) -> str:
    """Compare a judge with a profile and record the result; returns why it gets no work, "" if it matches.

    One that is suspected of having collapsed, by this worker or another, is tried with control pictures first. Not
    under load: the judge may be answering other workers' calls, which 200 further ones would delay.
    """
    known_collapse = await in_thread(incidents.open_cause, gate.name, profile.sha256)
    await in_thread(watch.begin_trial, gate.name, profile.sha256)
    longest = await in_thread(watch.longest_prompt)
    items = await compare(gate.judge, profile, longest, with_control=bool(gate.suspicion or known_collapse))
    if not collapse(items):
        items += await key_items(gate.judge, is_local=is_local(gate.judge.host))
    reason = refusal(profile, items)
    await _record_collapse(gate, profile, items, known_collapse)
    was_at_work = gate.proves_itself and not known_collapse
    await in_thread(watch.record_look, gate.name, profile.sha256, items, reason, was_at_work=was_at_work)
    await in_thread(watch.record_engine, gate.name, profile.sha256, await engine_version(gate.judge))
    gate.drift = await in_thread(watch.attend, gate.name, profile.sha256)
    return reason


async def _record_collapse(
    gate: JudgeGate, profile: FrozenProfile, items: Sequence[CheckItem], known_collapse: str
) -> None:
    """Record the incident that begins, goes on or ends."""
    collapsed = collapse(items)
    if collapsed:
        words = f"{gate.suspicion.words}; {collapsed}" if gate.suspicion else collapsed
        bad_for_s = time.monotonic() - gate.suspicion.since if gate.suspicion else 0.0
        await in_thread(incidents.record_collapse, gate.name, profile.sha256, words, bad_for_s)
    elif known_collapse and all(item.ok for item in items):
        await in_thread(incidents.end, gate.name, profile.sha256)


def server_name(url: str) -> str:
    """The name of a judge for operators: its address without credentials, and the host name if that is local."""
    address = URL(url)
    name = str(address.with_user(None))
    return f"{name} on {socket.gethostname()}" if is_local(address.host or "") else name


def is_local(host: str) -> bool:
    """Whether an address is this machine's own, which no other machine reaches."""
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
def frozen_profile(profile_id: int) -> FrozenProfile:
    """A profile by its primary key, read once: profiles never change."""
    return JudgeProfile.objects.get(pk=profile_id).frozen
