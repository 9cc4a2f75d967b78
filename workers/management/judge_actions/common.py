"""What the actions share: the profile, the judge's address, and a client for it."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError

from leaderboard.domain.judging.profile import JudgeProfile, profile_from_files
from leaderboard.pipeline.loading import folders
from workers.clients.judge.client import JudgeClient


def profile_of(profile_key: str) -> JudgeProfile:
    """The profile with this key, read from its files: without a database, so that it works on a GPU node alone.

    Raises:
        CommandError: when there is no such profile, or a file has a fault.
    """
    files = folders.read_all()
    if files.faults:
        raise CommandError("\n".join(files.faults))
    profiles = {profile.key: profile for profile in map(profile_from_files, files.profiles)}
    if profile_key not in profiles:
        known = ", ".join(sorted(profiles))
        raise CommandError("\n".join([f"no profile {profile_key!r}; there are {known}", *files.waiting]))
    return profiles[profile_key]


def judge_url(given: str) -> str:
    """The judge's address: the given one, or the first of JUDGE_URL.

    Raises:
        CommandError: when there is neither.
    """
    url = given or next(iter(settings.SALON_JUDGE_URLS), "")
    if not url:
        raise CommandError("the judge's address is unknown: give --url http://host:port or set JUDGE_URL")
    return url


def client(url: str, max_in_flight: int) -> JudgeClient:
    """A client of the judge with the operator's API key and time limit."""
    return JudgeClient(
        url,
        api_key=settings.SALON_JUDGE_API_KEY or None,
        timeout_s=settings.SALON_JUDGE_TIMEOUT_S,
        max_in_flight=max_in_flight,
    )
