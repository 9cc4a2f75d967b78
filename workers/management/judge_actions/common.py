"""Finding a judge profile, and talking to a judge, from a command."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError

from leaderboard.domain.judging.profile import JudgeProfile, profile_from_files
from leaderboard.pipeline.loading import folders
from workers.clients.judge.client import JudgeClient


def profile_of(key: str) -> JudgeProfile:
    """The profile of that key as its files say; needs no database, so it works on a GPU node by itself.

    Raises:
        CommandError: when there is none, or a file has a fault.
    """
    found = folders.read_all()
    if found.faults:
        raise CommandError("\n".join(found.faults))
    profiles = {profile.key: profile for profile in map(profile_from_files, found.profiles)}
    if key not in profiles:
        raise CommandError("\n".join([f"no profile {key!r}; there are {', '.join(sorted(profiles))}", *found.waiting]))
    return profiles[key]


def judge_url(given: str) -> str:
    """The judge's address: as given, or the first of JUDGE_URL.

    Raises:
        CommandError: when neither names one.
    """
    url = given or next(iter(settings.SALON_JUDGE_URLS), "")
    if not url:
        raise CommandError("where is the judge? Name it with --url http://host:port or JUDGE_URL")
    return url


def client(url: str, max_in_flight: int) -> JudgeClient:
    """A client with the operator's key and time limit."""
    return JudgeClient(
        url,
        api_key=settings.SALON_JUDGE_API_KEY or None,
        timeout_s=settings.SALON_JUDGE_TIMEOUT_S,
        max_in_flight=max_in_flight,
    )
