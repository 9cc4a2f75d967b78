"""What is public: suites, boards and their releases."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router

from leaderboard.api.schemas import BoardOut, ReleaseOut, SuiteOut
from leaderboard.models import Board, PromptSuite, Release

router = Router(tags=["publishing"])


@router.get("/suites", response=list[SuiteOut])
def list_suites(request: HttpRequest) -> Any:
    """All prompt suites."""
    return (
        PromptSuite.objects.annotate(prompt_count=Count("prompts"))
        .order_by("key", "version")
        .values("key", "version", "title", "languages", "sha256", "prompt_count", "hidden")
    )


@router.get("/boards", response=list[BoardOut])
def list_boards(request: HttpRequest) -> Any:
    """All boards with the number of their newest release."""
    boards = Board.objects.select_related("suite", "judge_profile")
    return [
        {
            "slug": board.slug,
            "suite": f"{board.suite.key}/{board.suite.version}",
            "judge_profile": str(board.judge_profile),
            "language": board.language,
            "caveat": board.judge_profile.caveat,
            "release": board.newest,
            "page": request.build_absolute_uri(reverse("board", args=[board.slug])),
        }
        for board in boards.annotate(newest=Coalesce(Max("releases__number"), 0))
    ]


@router.get("/boards/{slug:slug}/releases/latest", response=ReleaseOut)
def latest_release(request: HttpRequest, slug: str) -> Any:
    """The newest release of a board."""
    release = Release.objects.filter(board__slug=slug).order_by("-number").first()
    return _out(release or get_object_or_404(Release, board__slug=slug, number=0))


@router.get("/boards/{slug:slug}/releases/{number}", response=ReleaseOut)
def show_release(request: HttpRequest, slug: str, number: int) -> Any:
    """One release; it never changes."""
    return _out(get_object_or_404(Release, board__slug=slug, number=number))


def _out(release: Release) -> dict[str, Any]:
    return {
        "board": release.board.slug,
        "number": release.number,
        "published_at": release.published_at,
        "sha256": release.sha256,
        "content": release.content,
    }
