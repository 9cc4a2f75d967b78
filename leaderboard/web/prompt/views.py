"""One prompt of a board: every ranked model's picture for it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.pagecache.marking import same_for_all
from leaderboard.web.prompt.pictures import (
    BEST,
    ORDERS,
    RANK,
    WORST,
    prompt_in_suite,
    prompt_pictures,
    rows_with_pictures,
)
from leaderboard.web.words.places import Place, release_or_404

_PICTURES_PER_PAGE = 24


@same_for_all(reads=("order", "page"))
def prompt(request: HttpRequest, slug: str, prompt_key: str, number: int | None = None) -> HttpResponse:
    """The prompt's text and targets, and the models' pictures, best first unless the address says otherwise."""
    place = Place(slug, number)
    head = release_or_404(place)
    in_suite = prompt_in_suite(head.board, prompt_key)
    if in_suite is None:
        raise Http404(_("There is no such prompt on this board, or its suite is hidden."))
    order = request.GET.get("order", BEST)
    order = order if order in ORDERS else BEST
    rows = rows_with_pictures(head, in_suite.prompt, order)
    page = Paginator(rows, _PICTURES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "before": in_suite.before,
        "after": in_suite.after,
        "prompt": in_suite.prompt,
        "other_languages": [code for code in head.board.suite.languages if code != head.board.language],
        "targets": in_suite.prompt.whole.targets,
        "orders": [(BEST, _("Best first")), (WORST, _("Worst first")), (RANK, _("By the models' rank"))],
        "order": order,
        "query": "" if order == BEST else f"order={order}",
        "page": page,
        "pictures": prompt_pictures(list(page), head.board),
    }
    return render(request, "prompt/prompt.html", context)
