"""The prompts of a board, and one of them with every ranked model's picture for it."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries import suites
from leaderboard.queries.rubric import rubric_of
from leaderboard.web.prompt.pictures import (
    BEST,
    ORDERS,
    RANK,
    WORST,
    prompt_in_suite,
    prompt_pictures,
    rows_with_pictures,
)
from leaderboard.web.prompt.wall import top_models, wall_rows
from leaderboard.web.suites.prompt_filter import filter_query, parse_filter
from leaderboard.web.words.places import Place, release_or_404

_PICTURES_PER_PAGE = 24
_PROMPTS_PER_PAGE = 20


@same_for_all(reads=("q", "dimension", "page"))
def index(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """All prompts that match the filter in the address, each with a row of pictures by the top models."""
    place = Place(slug, number)
    head = release_or_404(place)
    if head.board.suite.hidden:
        raise Http404(_("The prompts of this board are hidden."))
    rubric = rubric_of(head.board)
    asked = {name: request.GET.get(name, "") for name in ("q", "dimension")}
    wanted = parse_filter(asked | {"language": head.board.language}, head.board.suite, rubric)
    prompts = suites.matching(suites.prompts_of(head.board.suite), wanted)
    page = Paginator(prompts, _PROMPTS_PER_PAGE).get_page(request.GET.get("page"))
    models = top_models(head)
    context = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "wanted": wanted,
        "query": filter_query(replace(wanted, language="")),
        "dimensions": rubric.dimensions,
        "models": models,
        "page": page,
        "rows": wall_rows(head, list(page), models),
    }
    return render(request, "prompt/index.html", context)


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
        "pictures": prompt_pictures(list(page), head.board, in_suite.prompt),
    }
    return render(request, "prompt/prompt.html", context)
