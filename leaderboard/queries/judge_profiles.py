"""Reads of judge profiles."""

from __future__ import annotations

from django.db.models import QuerySet

from leaderboard.models import JudgeProfile


def judge_profiles() -> QuerySet[JudgeProfile]:
    """All loaded profiles, the newest first."""
    return JudgeProfile.objects.order_by("-id")
