"""Reads of judge profiles, what is known of their noise, and of the servers that answer for them."""

from __future__ import annotations

from django.db.models import QuerySet

from leaderboard.models import JudgeProfile, JudgeServer, Repeatability


def profiles() -> QuerySet[JudgeProfile]:
    """All loaded profiles, newest first, without their files."""
    return JudgeProfile.objects.defer("files").order_by("-id")


def profile(key: str, version: str) -> JudgeProfile | None:
    """One profile."""
    return JudgeProfile.objects.filter(key=key, version=version).first()


def noise_of(row: JudgeProfile) -> Repeatability | None:
    """The newest measurement of a profile's noise."""
    return Repeatability.objects.filter(judge_profile=row).first()


def servers() -> QuerySet[JudgeServer]:
    """All judges that workers have looked at, those that get no work first."""
    return (
        JudgeServer.objects.select_related("judge_profile")
        .defer("judge_profile__files")
        .order_by("-drift", "-refusal", "name")
    )


def profiles_without_noise() -> list[JudgeProfile]:
    """Profiles that a judge answers for and whose noise was never measured, so that no canary can watch them."""
    return list(profiles().filter(servers__isnull=False, repeatabilities__isnull=True).distinct())
