"""One prompt of a board: every ranked model's picture for it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.pagecache.marking import same_for_all
from leaderboard.web.prompt.pictures import BEST, ORDERS, RANK, WORST, lines_with_pictures, pictures_of, prompt_place
from leaderboard.web.words.places import Place, release_or_404

_PICTURES_PER_PAGE = 24


@same_for_all
def prompt(request: HttpRequest, slug: str, prompt_key: str, number: int | None = None) -> HttpResponse:
    """The prompt's text and targets, and the models' pictures, the best first unless the address says otherwise."""
    place = Place(slug, number)
    head = release_or_404(place)
    found = prompt_place(head.board, prompt_key)
    if found is None:
        raise Http404(_("There is no such prompt on this board, or its suite is hidden."))
    order = request.GET.get("order", BEST)
    order = order if order in ORDERS else BEST
    lines = lines_with_pictures(head, found.prompt, order)
    page = Paginator(lines, _PICTURES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "found": found,
        "prompt": found.prompt,
        "other_languages": [code for code in head.board.suite.languages if code != head.board.language],
        "targets": found.prompt.whole.targets,
        "orders": [(BEST, _("Best first")), (WORST, _("Worst first")), (RANK, _("By the models' rank"))],
        "order": order,
        "query": "" if order == BEST else f"order={order}",
        "page": page,
        "pictures": pictures_of(list(page), head.board),
    }
    return render(request, "prompt/prompt.html", context)
