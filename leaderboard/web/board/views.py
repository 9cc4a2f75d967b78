"""A board's page: one of its releases in any order and selection, all of which stands in the address."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import ReleaseRow
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries import boards
from leaderboard.web.board import lines as board_lines
from leaderboard.web.board.columns import OVERALL_KEY, Columns, all_columns, parts_of, tabs, with_parts
from leaderboard.web.board.form import board_form
from leaderboard.web.board.interval_chart import interval_chart
from leaderboard.web.board.lines import BoardLine, Counts, Filters
from leaderboard.web.board.table import BoardTable
from leaderboard.web.board.view import BoardView, parse_view
from leaderboard.web.words.places import Place

ROWS_PER_PAGE = 100
_UNRANKED_SHOWN = 100


class Tab(NamedTuple):
    """A link to the page with another leading column."""

    key: str
    label: str
    href: str
    is_current: bool


class Pages(NamedTuple):
    """Which page of the table is shown; addresses are empty where there is none."""

    number: int
    total: int
    previous_href: str
    next_href: str


@same_for_all
def board(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A board at one of its releases, or at the latest. An address that says the same longer leads to the short one."""
    head = boards.release_head(slug, number)
    if head is None:
        return _board_without_release(request, slug, number)
    columns = all_columns(board_lines.levels_of(head))
    view = parse_view(dict(request.GET.lists()), columns)
    pairs = view.pairs(columns)
    if pairs != [(name, value) for name, values in request.GET.lists() for value in values]:
        return redirect(request.path + (f"?{urlencode(pairs, safe=',')}" if pairs else ""))
    context = _frame(head) | _ranking(head, Place(slug, number), view, columns)
    return render(request, "board/board.html", context)


def _frame(head: boards.ReleaseHead) -> dict[str, Any]:
    """What does not depend on the state."""
    return {
        "head": head,
        "board": head.board,
        "release": head.release,
        "releases": boards.release_notes(head.board),
    }


def _ranking(head: boards.ReleaseHead, place: Place, view: BoardView, columns: Columns) -> dict[str, Any]:
    """What does: the part of the page that is exchanged."""
    table = BoardTable(place, view, columns)
    counts = board_lines.counts(head, view.filters, view.pins)
    pages = _pages(view, columns, counts)
    lines, pinned = _lines(head, view, columns, table, pages)
    is_judged = view.scope == Scope.JUDGED
    return {
        "view": view,
        "lead": table.lead,
        "tabs": _tabs(view, columns),
        "form": board_form(view, columns, board_lines.choices(head), table.shown),
        "counts": counts,
        "is_filtered": view.filters != Filters(),
        "headings": table.headings(),
        "rows": table.rows(lines),
        "pinned": table.rows(pinned),
        "compare_href": _compare_address(place, pinned) if len(pinned) > 1 else "",
        "unpin_href": view.address(columns, pins=(), page=view.page),
        "clear_href": view.address(columns, filters=Filters()),
        "pages": pages,
        "chart": interval_chart(lines, table.lead.path or OVERALL) if is_judged else None,
        "is_target_scope": not is_judged,
        "judged_href": view.address(columns, scope=Scope.JUDGED),
        "target_href": view.address(columns, scope=Scope.TARGET),
        **_parts(view, columns),
        **_unranked(head, place, view.filters),
    }


def _lines(
    head: boards.ReleaseHead, view: BoardView, columns: Columns, table: BoardTable, pages: Pages
) -> tuple[list[BoardLine], list[BoardLine]]:
    """The page's lines without the pinned ones, and these; a pinned one is shown whatever the filters say."""
    lines = board_lines.ranked_lines(head, view.order(columns))
    first = (pages.number - 1) * ROWS_PER_PAGE
    wanted: QuerySet[ReleaseRow] = lines.filter(board_lines.wanted(view.filters))
    if view.pins:
        wanted = wanted.exclude(submission__generator__in=view.pins)
    page = list(wanted[first : first + ROWS_PER_PAGE])
    pinned = list(lines.filter(submission__generator__in=view.pins)) if view.pins else []
    found = board_lines.with_cells([*page, *pinned], table.levels)
    return found[: len(page)], found[len(page) :]


def _compare_address(place: Place, lines: list[BoardLine]) -> str:
    return f"{place.address('compare')}?models={','.join(str(line.generator_id) for line in lines)}"


def _pages(view: BoardView, columns: Columns, counts: Counts) -> Pages:
    total = max(1, -(-(counts.wanted - counts.pinned) // ROWS_PER_PAGE))
    number = min(view.page, total)
    return Pages(
        number,
        total,
        view.address(columns, page=number - 1) if number > 1 else "",
        view.address(columns, page=number + 1) if number < total else "",
    )


def _tabs(view: BoardView, columns: Columns) -> list[Tab]:
    """Another leading column is looked at from its first rank on."""
    return [
        Tab(tab.key, tab.label, view.address(columns, by=tab.key, sort="rank", descending=False), tab.key == view.by)
        for tab in tabs(columns)
    ]


def _parts(view: BoardView, columns: Columns) -> dict[str, Any]:
    """The link that shows or hides the sub-capabilities of the leading dimension."""
    parts = parts_of(columns, view.by)
    are_shown = set(parts) <= set(view.columns or ())
    other = None if are_shown else with_parts(columns, view.by)
    return {
        "parts_href": view.address(columns, columns=other) if parts else "",
        "are_parts_shown": are_shown,
        "are_parts_unknown": view.by != OVERALL_KEY and not parts,
    }


def _unranked(head: boards.ReleaseHead, place: Place, filters: Filters) -> dict[str, Any]:
    listed = board_lines.unranked_lines(head, filters)
    shown = [(line, place.address("model", line.submission.generator_id)) for line in listed[:_UNRANKED_SHOWN]]
    more = listed.count() - _UNRANKED_SHOWN if len(shown) == _UNRANKED_SHOWN else 0
    return {"unranked": shown, "unranked_more": more}


def _board_without_release(request: HttpRequest, slug: str, number: int | None) -> HttpResponse:
    unreleased = boards.unreleased_board(slug) if number is None else None
    if unreleased is None:
        raise Http404(_("There is no such board or release."))
    return render(request, "board/unreleased.html", {"board": unreleased})
