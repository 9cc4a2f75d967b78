"""The facets of a board, and the models ranked by one of them with pictures that excelled and failed."""

from __future__ import annotations

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.rubric import facet_by_slug, rubric_of
from leaderboard.web.facet.rows import facet_examples, facet_failures, facet_scores, field_by_facet
from leaderboard.web.words.places import Place, release_or_404

_ROWS_PER_PAGE = 50


@same_for_all()
def index(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """All facets under their dimensions, with the ranked models' median and best score."""
    place = Place(slug, number)
    head = release_or_404(place)
    context = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "dimensions": [
            (dimension, list(facets))
            for dimension, facets in groupby(field_by_facet(head).items(), key=lambda entry: entry[0].dimension)
        ],
    }
    return render(request, "facet/index.html", context)


@same_for_all(reads=("page",))
def facet(request: HttpRequest, slug: str, facet_slug: str, number: int | None = None) -> HttpResponse:
    """One facet: what it asks, the models by rank, and examples."""
    place = Place(slug, number)
    head = release_or_404(place)
    rubric = rubric_of(head.board)
    facet = facet_by_slug(rubric, facet_slug)
    if facet is None:
        raise Http404(_("There is no such facet."))
    at = rubric.facets.index(facet)
    page = Paginator(facet_scores(head, facet.path), _ROWS_PER_PAGE).get_page(request.GET.get("page"))
    field = field_by_facet(head)
    failures = facet_failures(head, facet.path, list(page))
    context = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "facet": facet,
        "field": field.get(facet.path),
        "is_kept": bool(field),
        "before": rubric.facets[at - 1].path if at else None,
        "after": rubric.facets[at + 1].path if at + 1 < len(rubric.facets) else None,
        "address": request.build_absolute_uri(place.address("facet", facet_slug)),
        "page": page,
        "rows": [(score, failures.get(score.row.submission_id)) for score in page],
        "examples": facet_examples(head, facet.path) if page.number == 1 else None,
    }
    return render(request, "facet/facet.html", context)
