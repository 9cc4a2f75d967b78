"""The rubric: all facets, and a page for each with its question and the prompts that have it as a target."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.domain.rubric import Rubric
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import boards_with_facet
from leaderboard.queries.rubric import current_rubric, facet_by_slug
from leaderboard.queries.suites import facet_prompts


@same_for_all()
def rubric_page(request: HttpRequest) -> HttpResponse:
    """All facets under their dimensions and sub-capabilities, each with its question."""
    rubric = rubric_or_404()
    dimensions = [(dimension, rubric.checklist(dimension)) for dimension in rubric.dimensions]
    return render(request, "suites/rubric.html", {"dimensions": dimensions, "facets": len(rubric.facets)})


@same_for_all()
def facet_page(request: HttpRequest, facet_slug: str) -> HttpResponse:
    """One facet: its question, what each verdict means, the prompts that target it, and the boards that score it."""
    facet = facet_by_slug(rubric_or_404(), facet_slug)
    if facet is None:
        raise Http404(_("There is no such facet."))
    context = {"facet": facet, "examples": facet_prompts(facet.path), "boards": boards_with_facet(facet.path)}
    return render(request, "suites/rubric_facet.html", context)


def rubric_or_404() -> Rubric:
    """The rubric of the site's judge profile."""
    rubric = current_rubric()
    if rubric is None:
        raise Http404(_("No judge profile is loaded yet."))
    return rubric
