"""Releases as the API gives them: listed, whole, and by their rows and scores."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from leaderboard.models import Release, ReleaseRow, ReleaseScore
from leaderboard.queries.boards import columns_of, slim_releases


def releases_at(slug: str, number: int) -> QuerySet[Release]:
    """The release of that board and number, if there is one, without its two large columns."""
    return slim_releases(Release.objects.filter(board__slug=slug, number=number))


def whole_releases(slug: str) -> QuerySet[Release]:
    """A board's releases with their sealed content, newest first."""
    return Release.objects.select_related("board").filter(board__slug=slug).order_by("-number")


def latest_whole_release(slug: str) -> Release | None:
    """A board's newest release with its sealed content."""
    return whole_releases(slug).first()


def rows_with_scores(release: Release) -> QuerySet[ReleaseRow]:
    """A release's rows, each with its submission and its scores down to the dimensions."""
    scores = Prefetch("scores", columns_of(ReleaseScore.objects.order_by("id")))
    rows = ReleaseRow.objects.filter(release=release).select_related("submission__generation_settings")
    return rows.prefetch_related(scores)


def scores_on_all_levels(release: Release, generator_id: int | None = None) -> QuerySet[ReleaseScore]:
    """A release's scores down to the facets, each with its row and submission: of all models, or of one."""
    scores = ReleaseScore.objects.filter(row__release=release).select_related("row__submission")
    return scores if generator_id is None else scores.filter(row__submission__generator=generator_id)
