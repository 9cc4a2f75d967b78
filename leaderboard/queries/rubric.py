"""The rubric of the site's judge profile, which judges new submissions, or of a board's."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.domain.rubric import Facet, Rubric
from leaderboard.models import Board, JudgeProfile


def current_rubric() -> Rubric | None:
    """The rubric of the newest version of the site's profile (setting JUDGE_PROFILE); None before it is loaded."""
    newest = JudgeProfile.objects.filter(key=settings.SALON_JUDGE_PROFILE).order_by("-id")
    sha256 = newest.values_list("sha256", flat=True).first()
    return _frozen(sha256).protocol.rubric if sha256 else None


def rubric_of(board: Board) -> Rubric:
    """The rubric by which a board's pictures were judged; its profile should be loaded, with or without files."""
    return _frozen(board.judge_profile.sha256).protocol.rubric


def facet_by_slug(rubric: Rubric, slug: str) -> Facet | None:
    """The facet with this slug in addresses."""
    return next((facet for facet in rubric.facets if facet.path.slug == slug), None)


@lru_cache(maxsize=8)
def _frozen(sha256: str) -> FrozenProfile:
    # A profile never changes, and reading its files takes longer than the rest of a page.
    return JudgeProfile.objects.get(sha256=sha256).frozen
