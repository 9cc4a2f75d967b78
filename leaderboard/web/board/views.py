"""A board's page: one of its releases in any order and selection."""

from __future__ import annotations

from dataclasses import replace
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
from leaderboard.web.board.filters import Filters, number_text
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
from leaderboard.web.board.state import DEFAULT_SORT, FIRST_PROMPT, PARAMETERS, BoardView, read_view
from leaderboard.web.board.table import BoardTable
from leaderboard.web.board.thumbnails import thumbnails
from leaderboard.web.words.data import translated
from leaderboard.web.words.numbers import parameter_count
from leaderboard.web.words.places import Place

ROWS_PER_PAGE = 100
_SMALL = 10  # billion parameters
_UNRANKED_SHOWN = 100


class Tab(NamedTuple):
    """A link to another state of the page."""

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
        **_links(head, view),
        **_ranking(head, Place(slug, number), view),
        **_unranked(head, Place(slug, number), view.filters),
    }
    return render(request, "board/board.html", context)


def _ranking(head: ReleaseHead, place: Place, view: BoardView) -> dict[str, Any]:
    """The table with its pages, the axis of its intervals, and perhaps pictures."""
    counts = count_rows(head, view.filters, view.pins)
    pages = _pages(view, counts)
    pinned, others = page_rows(head, view, (pages.number - 1) * ROWS_PER_PAGE, ROWS_PER_PAGE)
    rows = [*pinned, *others]
    axis = shared_axis((scored.lead for scored in rows), is_target_scope=view.is_target_scope)
    pictures = thumbnails(head, view.prompt, rows) if view.prompt else None
    table = BoardTable(place, view, axis, pictures.image_ids if pictures else {})
    return {
        "counts": counts,
        "pages": pages,
        "headings": table.headings(),
        "rows": table.rows(others),
        "pinned": table.rows(pinned),
        "compare_href": _compare_address(place, pinned),
        "ticks": axis.ticks if axis else [],
        "shown_prompt": pictures.prompt if pictures else None,
        "before_href": view.address(prompt=pictures.prompt.before, page=pages.number) if pictures else "",
        "after_href": view.address(prompt=pictures.prompt.after, page=pages.number) if pictures else "",
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


def _links(head: ReleaseHead, view: BoardView) -> dict[str, Any]:
    """The addresses of the other states that are one click away."""
    parts = {column.name for column in view.columns.parts_of(view.lead_name)}
    are_parts_shown = parts <= set(view.chosen or ())
    return {
        "tabs": _tabs(view),
        "chips": _chips(head, view),
        "judged_href": view.address(scope=Scope.JUDGED),
        "target_href": view.address(scope=Scope.TARGET),
        "clear_href": view.address(filters=Filters()),
        "unpin_href": view.address(pins=(), page=view.page),
        "board_order_href": view.address(weighting=None, sort=DEFAULT_SORT, descending=False),
        "all_columns_href": view.address(chosen=view.columns.usual(view.lead_name)),
        "parts_href": view.address(chosen=None if are_parts_shown else view.columns.with_parts(view.lead_name))
        if parts
        else "",
        "are_parts_shown": are_parts_shown,
        "are_parts_unknown": view.level.depth == 1 and not parts,
        "own_weights": " · ".join(f"{translated(path)} {number_text(weight)}" for path, weight in view.weights),
        "shown_query": replace(view, pins=(), page=1).query(),
    }


def _tabs(view: BoardView) -> list[Tab]:
    """The dimensions; another leading column begins with its first rank."""
    tabs = [
        Tab(
            tab.name,
            tab.label,
            view.address(by=tab.name, weighting=None, sort=DEFAULT_SORT, descending=False),
            tab.name == view.lead_name,
        )
        for tab in view.columns.tabs
    ]
    if view.lead_name not in {tab.name for tab in tabs}:
        tabs.append(Tab(view.lead_name, view.lead.label, view.address(), is_current=True))
    return tabs


def _chips(head: ReleaseHead, view: BoardView) -> list[Tab]:
    """Filters that many want, each one click to set and one to remove."""
    filters, size = view.filters, parameter_count(_SMALL * 10**9)
    is_open, is_small = filters.weights == "open", filters.size_max == _SMALL
    small = {"size_max": None if is_small else _SMALL, "size_min": None, "is_size_unknown": False}
    both = (
        {"weights": "", "size_max": None} if is_open and is_small else {**small, "weights": "open", "size_max": _SMALL}
    )
    below = _("Under {size} parameters").format(size=size)
    chips = [
        Tab("open", _("Open weights"), _filtered(view, weights="" if is_open else "open"), is_open),
        Tab("small", below, _filtered(view, **small), is_small),
        Tab(
            "both",
            _("Open, under {size}").format(size=size),
            _filtered(view, **both),
            is_open and is_small,
        ),
    ]
    if not head.board.suite.hidden:
        prompt = "" if view.prompt else FIRST_PROMPT
        chips.append(Tab("pictures", _("Pictures"), view.address(prompt=prompt, page=view.page), bool(view.prompt)))
    return chips


def _filtered(view: BoardView, **changes: Any) -> str:
    return view.address(filters=replace(view.filters, **changes))


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
