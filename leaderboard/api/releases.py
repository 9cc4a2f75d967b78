"""Releases: complete, by row, and by score on every level. A release never changes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from leaderboard.api.board_schemas import ReleaseOut
from leaderboard.api.cursors import Cursor, Limit, page_of
from leaderboard.api.freshness import never_changes, shown
from leaderboard.api.public_schemas import ModelScorePage, ReleaseNotePage, RowPage
from leaderboard.queries.boards import all_boards, releases_of
from leaderboard.queries.releases import (
    latest_whole_release,
    releases_at,
    rows_with_scores,
    scores_on_all_levels,
    whole_releases,
)

if TYPE_CHECKING:
    from leaderboard.models import Release, ReleaseRow, ReleaseScore

router = Router(tags=["releases"])

_ROW = (
    *("position", "organisation", "licence", "open_weights", "parameter_count", "price_usd"),
    *("price_declared_on", "kind", "planned_judgements"),
    *("judged_judgements", "unranked_reason", "attempts", "public_at", "withdrawn_at", "evidence_sha256"),
)
_NUMBERS = (
    *("dimension", "sub_capability", "facet", "mean", "target_mean", "images", "standard_error", "mean_low"),
    *("mean_high", "rank", "rank_low", "rank_high", "field_difference", "field_low", "field_high"),
)


@router.get("/boards/{slug:slug}/releases", response=ReleaseNotePage)
def list_releases(
    request: HttpRequest, response: HttpResponse, slug: str, cursor: Cursor = "", limit: Limit = 100
) -> Any:
    """A board's releases, the newest first, in pages."""
    board = get_object_or_404(all_boards(), slug=slug)
    page = page_of(releases_of(slug), "-number", cursor, limit, of=f"releases {board.pk}")
    shown(response, [release.published_at for release in page.rows])
    return page.out([_note(release) for release in page.rows])


@router.get("/boards/{slug:slug}/releases/latest", response=ReleaseOut)
def latest_release(request: HttpRequest, response: HttpResponse, slug: str) -> Any:
    """The newest release of a board, complete."""
    release = latest_whole_release(slug)
    if release is None:
        raise Http404("there is no such board, or it has no release yet; see GET /api/v1/boards")
    shown(response, [release.published_at])
    return _whole(release)


@router.get("/boards/{slug:slug}/releases/{number}", response=ReleaseOut)
def show_release(request: HttpRequest, response: HttpResponse, slug: str, number: int) -> Any:
    """One complete release; it never changes."""
    release = get_object_or_404(whole_releases(slug), number=number)
    never_changes(response, release.published_at)
    return _whole(release)


@router.get("/boards/{slug:slug}/releases/{number}/rows", response=RowPage)
def list_rows(
    request: HttpRequest, response: HttpResponse, slug: str, number: int, cursor: Cursor = "", limit: Limit = 100
) -> Any:
    """A release's models in order of rank, with their scores down to the dimensions, in pages."""
    release = get_object_or_404(releases_at(slug, number))
    never_changes(response, release.published_at)
    page = page_of(rows_with_scores(release), "position", cursor, limit, of=f"rows {release.pk}")
    return page.out([_row(row) for row in page.rows])


@router.get("/boards/{slug:slug}/releases/{number}/scores", response=ModelScorePage)
def list_release_scores(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    number: int,
    model: int | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> Any:
    """A release's scores on every level down to the facets, of all models or of one, in pages."""
    release = get_object_or_404(releases_at(slug, number))
    never_changes(response, release.published_at)
    page = page_of(scores_on_all_levels(release, model), "pk", cursor, limit, of=f"scores {release.pk} {model}")
    return page.out([_score(score) | _owner(score.row) for score in page.rows])


def _note(release: Release) -> dict[str, Any]:
    return {"number": release.number, "published_at": release.published_at, "sha256": release.sha256}


def _whole(release: Release) -> dict[str, Any]:
    return {
        "board": release.board.slug,
        "number": release.number,
        "published_at": release.published_at,
        "sha256": release.sha256,
        "content": release.content,
    }


def _row(row: ReleaseRow) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in _ROW} | {
        "pictures_per_prompt": row.submission.pictures_per_prompt,
        "settings": asdict(row.submission.stated_settings),
    }
    return facts | _owner(row) | {"scores": [_score(score) for score in row.scores.all()]}


def _owner(row: ReleaseRow) -> dict[str, Any]:
    return {"model": row.submission.generator_id, "submission": row.submission_id, "name": row.generator_name}


def _score(score: ReleaseScore) -> dict[str, Any]:
    return {"level": score.path.level, **{name: getattr(score, name) for name in _NUMBERS}}
