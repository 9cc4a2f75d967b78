"""A board's page: one of its releases in any order and selection."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leaderboard.domain.scoring.scores import Scope
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries import boards
from leaderboard.queries.boards import ReleaseHead
from leaderboard.web.board.axis import shared_axis
from leaderboard.web.board.columns import BoardColumns
from leaderboard.web.board.form import board_form
from leaderboard.web.board.rows import (
    Counts,
    ScoredRow,
    board_levels,
    count_rows,
    filter_choices,
    page_rows,
    unranked_rows,
)
from leaderboard.web.board.state import PARAMETERS, BoardView, Filters, read_view
from leaderboard.web.board.table import BoardTable
from leaderboard.web.words.places import Place

ROWS_PER_PAGE = 100
_UNRANKED_SHOWN = 100


class Tab(NamedTuple):
    """A link to the page with another leading column."""

    name: str
    label: str
    href: str
    is_current: bool


class Pages(NamedTuple):
    """Which page of the table is shown; an address is empty if there is no such page."""

    number: int
    total: int
    previous_href: str
    next_href: str


@same_for_all(reads=PARAMETERS)
def board(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A board at one of its releases, or at the latest. An address that says the same longer leads to the short one."""
    head = boards.release_head(slug, number)
    if head is None:
        return _board_without_release(request, slug, number)
    query = dict(request.GET.lists())
    view = read_view(query, BoardColumns(board_levels(head)))
    if view.pairs() != [(name, value) for name, values in query.items() for value in values]:
        return redirect(request.path + view.query())
    context = {
        "place": Place(slug, number),
        "head": head,
        "board": head.board,
        "release": head.release,
        "view": view,
        "form": board_form(view, filter_choices(head)),
        **_links(view),
        **_ranking(head, Place(slug, number), view),
        **_unranked(head, Place(slug, number), view.filters),
    }
    return render(request, "board/board.html", context)


def _ranking(head: ReleaseHead, place: Place, view: BoardView) -> dict[str, Any]:
    """The table with its pages and the axis of its intervals."""
    counts = count_rows(head, view.filters, view.pins)
    pages = _pages(view, counts)
    pinned, others = page_rows(head, view, (pages.number - 1) * ROWS_PER_PAGE, ROWS_PER_PAGE)
    leads = (scored.cells[view.level] for scored in (*pinned, *others))
    axis = shared_axis(leads, is_target_scope=view.is_target_scope)
    table = BoardTable(place, view, axis)
    return {
        "counts": counts,
        "pages": pages,
        "headings": table.headings(),
        "rows": table.rows(others),
        "pinned": table.rows(pinned),
        "compare_href": _compare_address(place, pinned),
        "ticks": axis.ticks if axis else [],
    }


def _pages(view: BoardView, counts: Counts) -> Pages:
    total = max(1, -(-(counts.wanted - counts.pinned) // ROWS_PER_PAGE))
    number = min(view.page, total)
    return Pages(
        number,
        total,
        view.address(page=number - 1) if number > 1 else "",
        view.address(page=number + 1) if number < total else "",
    )


def _compare_address(place: Place, pinned: list[ScoredRow]) -> str:
    """The comparison of the pinned models; "" for fewer than two."""
    if len(pinned) < 2:
        return ""
    return f"{place.address('compare')}?models={','.join(str(scored.generator_id) for scored in pinned)}"


def _links(view: BoardView) -> dict[str, Any]:
    """The addresses of the other states that are one click away."""
    parts = {column.name for column in view.columns.parts_of(view.by)}
    are_parts_shown = parts <= set(view.chosen or ())
    # Another leading column begins with its first rank.
    return {
        "tabs": [
            Tab(tab.name, tab.label, view.address(by=tab.name, sort="rank", descending=False), tab.name == view.by)
            for tab in view.columns.tabs
        ],
        "judged_href": view.address(scope=Scope.JUDGED),
        "target_href": view.address(scope=Scope.TARGET),
        "clear_href": view.address(filters=Filters()),
        "unpin_href": view.address(pins=(), page=view.page),
        "parts_href": view.address(chosen=None if are_parts_shown else view.columns.with_parts(view.by))
        if parts
        else "",
        "are_parts_shown": are_parts_shown,
        "are_parts_unknown": not view.level.is_overall and not parts,
    }


def _unranked(head: ReleaseHead, place: Place, filters: Filters) -> dict[str, Any]:
    listed = unranked_rows(head, filters)
    shown = [(row, place.address("model", row.submission.generator_id)) for row in listed[:_UNRANKED_SHOWN]]
    more = listed.count() - _UNRANKED_SHOWN if len(shown) == _UNRANKED_SHOWN else 0
    return {"unranked": shown, "unranked_more": more}


def _board_without_release(request: HttpRequest, slug: str, number: int | None) -> HttpResponse:
    unreleased = boards.unreleased_board(slug) if number is None else None
    if unreleased is None:
        raise Http404(_("There is no such board or release."))
    return render(request, "board/unreleased.html", {"board": unreleased})
