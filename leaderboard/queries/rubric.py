"""The rubric that the pages explain: that of the profile under which new submissions are judged, or of a board."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.domain.rubric import Facet, Rubric
from leaderboard.models import Board, JudgeProfile


def current_rubric() -> Rubric | None:
    """The rubric of the newest version of the site's profile (setting JUDGE_PROFILE); None before it is loaded."""
    newest = JudgeProfile.objects.filter(key=settings.SALON_JUDGE_PROFILE).order_by("-id")
    key = newest.values_list("sha256", flat=True).first()
    return _frozen(key).protocol.rubric if key else None


def rubric_of(board: Board) -> Rubric:
    """The rubric by which a board's pictures were judged (its profile at hand, with or without its files)."""
    return _frozen(board.judge_profile.sha256).protocol.rubric


def facet_by_slug(rubric: Rubric, slug: str) -> Facet | None:
    """The facet that an address names."""
    return next((facet for facet in rubric.facets if facet.path.slug == slug), None)


@lru_cache(maxsize=8)
def _frozen(sha256: str) -> FrozenProfile:
    # A profile never changes, and reading its files takes longer than the rest of a page.
    return JudgeProfile.objects.get(sha256=sha256).frozen
