"""Boards, with the numbers of their newest releases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router

from leaderboard.api.board_schemas import BoardOut
from leaderboard.api.freshness import shown
from leaderboard.queries.boards import all_boards

router = Router(tags=["boards"])


@router.get("/boards", response=list[BoardOut])
def list_boards(request: HttpRequest, response: HttpResponse) -> Any:
    """All boards with the number of their newest release."""
    boards = list(all_boards())
    shown(response, [board.newest_at for board in boards])
    return [_out(request, board) for board in boards]


@router.get("/boards/{slug:slug}", response=BoardOut)
def show_board(request: HttpRequest, response: HttpResponse, slug: str) -> Any:
    """One board."""
    board = get_object_or_404(all_boards(), slug=slug)
    shown(response, [board.newest_at])
    return _out(request, board)


def _out(request: HttpRequest, board: Any) -> dict[str, Any]:
    return {
        "slug": board.slug,
        "suite": f"{board.suite.key}/{board.suite.version}",
        "judge_profile": str(board.judge_profile),
        "language": board.language,
        "caveat": board.judge_profile.caveat,
        "release": board.newest_number,
        "page": request.build_absolute_uri(reverse("board", args=[board.slug])),
    }
