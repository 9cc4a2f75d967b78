"""The pages that everybody may read: home, boards, and two pages of text."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.ranking import COMPLETENESS_NEEDED
from leaderboard.domain.scoring import PHI, Scope
from leaderboard.kept.marking import same_for_all
from leaderboard.queries import board_cards, boards
from leaderboard.web import board_table
from leaderboard.web.interval_chart import interval_chart

_ROWS_PER_PAGE = 100


@same_for_all
def home(request: HttpRequest) -> HttpResponse:
    """All boards at their latest release."""
    return render(request, "pages/home.html", {"cards": board_cards.board_cards()})


@same_for_all
def board(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A board at one of its releases, or at the latest."""
    head = boards.release_head(slug, number)
    if head is None:
        return _board_without_release(request, slug, number)
    view = board_table.parse_view(request.GET, head.columns)
    page = Paginator(boards.ranked_lines(head, board_table.order_of(view, head.columns)), _ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = boards.rows_of(page, head)
    listed = boards.unranked_lines(head)
    unranked = boards.rows_of(listed[:_ROWS_PER_PAGE], head)
    context = {
        "head": head,
        "board": head.board,
        "release": head.release,
        "headings": board_table.headings(view, head.columns),
        "page": page,
        "query": view.address().removeprefix("?"),
        "rows": board_table.shown_rows(rows, view),
        "chart": interval_chart(rows) if view.scope == Scope.JUDGED else None,
        "unranked": unranked,
        "unranked_more": listed.count() - _ROWS_PER_PAGE if len(unranked) == _ROWS_PER_PAGE else 0,
        "releases": boards.release_notes(head.board),
        "is_target_scope": view.scope == Scope.TARGET,
        "judged_address": view.address(scope=Scope.JUDGED),
        "target_address": view.address(scope=Scope.TARGET),
    }
    return render(request, "boards/board.html", context)


@require_safe
@cache_control(no_cache=True)
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the latest release: from an address that always works to one that never changes."""
    head = boards.release_head(slug)
    if head is None:
        raise Http404(_("There is no such board or release."))
    return redirect("board-release", slug, head.release.number)


@same_for_all
def method(request: HttpRequest) -> HttpResponse:
    """How a score comes about; the numbers in the text are those of the code."""
    points = {"fail": PHI[0], "pass": PHI[1], "excel": PHI[2]}
    return render(request, "pages/method.html", {"points": points, "completeness": COMPLETENESS_NEEDED * 100})


@same_for_all
def about(request: HttpRequest) -> HttpResponse:
    """What Salon is, and is not."""
    return render(request, "pages/about.html")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers need not read."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


def _board_without_release(request: HttpRequest, slug: str, number: int | None) -> HttpResponse:
    unreleased = boards.unreleased_board(slug) if number is None else None
    if unreleased is None:
        raise Http404(_("There is no such board or release."))
    return render(request, "boards/unreleased.html", {"board": unreleased})
