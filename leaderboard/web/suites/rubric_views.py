"""The rubric: all facets, and a page for each with its question and the prompts that try it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.domain.rubric import Rubric
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import boards_with_facet
from leaderboard.queries.rubric import current_rubric, facet_by_slug
from leaderboard.queries.suites import facet_examples


@same_for_all
def rubric(request: HttpRequest) -> HttpResponse:
    """All facets under their dimensions and sub-capabilities, each with its question."""
    found = rubric_or_404()
    dimensions = [(dimension, found.checklist(dimension)) for dimension in found.dimensions]
    return render(request, "suites/rubric.html", {"dimensions": dimensions, "facets": len(found.facets)})


@same_for_all
def facet(request: HttpRequest, facet_slug: str) -> HttpResponse:
    """One facet: its question, what fails, passes and excels, and where it is tried."""
    found = facet_by_slug(rubric_or_404(), facet_slug)
    if found is None:
        raise Http404(_("There is no such facet."))
    context = {"facet": found, "examples": facet_examples(found.path), "boards": boards_with_facet(found.path)}
    return render(request, "suites/rubric_facet.html", context)


def rubric_or_404() -> Rubric:
    """The rubric that the pages explain."""
    found = current_rubric()
    if found is None:
        raise Http404(_("No judge profile is loaded yet."))
    return found
