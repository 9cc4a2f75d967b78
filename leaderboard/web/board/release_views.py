"""A board's releases, one after the other, and what changed in each."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import RANKED_ROWS, releases_of

_RELEASES_PER_PAGE = 20


@same_for_all
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All releases, newest first."""
    releases = releases_of(slug).annotate(ranked=RANKED_ROWS)
    page = Paginator(releases, _RELEASES_PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404(_("There is no such board, or it has no release yet."))
    return render(request, "board/releases.html", {"page": page, "board": page[0].board, "query": ""})
