"""Reads of judge profiles, of the measurements of their noise, and of the servers that run them."""

from __future__ import annotations

from django.db.models import QuerySet

from leaderboard.models import JudgeProfile, JudgeServer, Repeatability


def profiles() -> QuerySet[JudgeProfile]:
    """All loaded profiles, newest first, without their files."""
    return JudgeProfile.objects.defer("files").order_by("-id")


def profile_of_version(profile_key: str, version: str) -> JudgeProfile | None:
    return JudgeProfile.objects.filter(key=profile_key, version=version).first()


def latest_repeatability(profile: JudgeProfile) -> Repeatability | None:
    """The newest measurement of a profile's noise."""
    return Repeatability.objects.filter(judge_profile=profile).first()


def servers() -> QuerySet[JudgeServer]:
    """All judge servers that workers have checked; those that get no work come first."""
    return (
        JudgeServer.objects.select_related("judge_profile")
        .defer("judge_profile__files")
        .order_by("-drift", "-refusal", "name")
    )


def profiles_without_noise() -> list[JudgeProfile]:
    """Profiles that a server runs and whose noise was never measured: no canary can watch such a server."""
    return list(profiles().filter(servers__isnull=False, repeatabilities__isnull=True).distinct())
