"""A board's releases, what changed between two, what can be downloaded of one, and the facts about it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.domain.publishing.release_difference import difference
from leaderboard.downloads.citation import citation, citation_line, release_address, release_path
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries import boards
from leaderboard.queries.boards import ReleaseHead
from leaderboard.web.release.changes import asked_releases, listed_models
from leaderboard.web.release.files import files_by_model, listed_rows, release_files
from leaderboard.web.words.places import Place, release_or_404

_RELEASES_PER_PAGE = 20
_MODELS_PER_PAGE = 50
_CHANGES_SHOWN = 100


@same_for_all(reads=("page",))
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All releases of a board, newest first."""
    listed = boards.releases_of(slug).annotate(ranked=boards.RANKED_ROWS)
    page = Paginator(listed, _RELEASES_PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404(_("There is no such board, or it has no release yet."))
    context = {
        "place": Place(slug, None),
        "page": page,
        "board": page[0].board,
        "notes": boards.release_notes(page[0].board),
        "query": "",
    }
    return render(request, "release/list.html", context)


@same_for_all(reads=("from", "to"))
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed from one release to another: totals, then the models."""
    place = Place(slug, None)
    head = release_or_404(place)
    notes = boards.release_notes(head.board)
    asked = asked_releases(request.GET.dict(), notes)
    if asked is None:
        raise Http404(_("Two different releases of this board can be compared; there are no such two."))
    changed = difference(listed_models(slug, asked.earlier), listed_models(slug, asked.later))
    context = {
        "place": place,
        "board": head.board,
        "notes": notes,
        "earlier": next(note for note in notes if note.number == asked.earlier),
        "later": next(note for note in notes if note.number == asked.later),
        "changed": changed,
        "shown": _CHANGES_SHOWN,
    }
    return render(request, "release/changes.html", context)


@same_for_all(reads=("page",))
def downloads(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Every file of a release: of the whole board, and model by model."""
    place = Place(slug, number)
    head = release_or_404(place)
    page = Paginator(listed_rows(head), _MODELS_PER_PAGE).get_page(request.GET.get("page"))
    context = _release_context(request, place, head) | {
        "files": release_files(head),
        "page": page,
        "models": files_by_model(head, list(page)),
        "query": "",
    }
    return render(request, "release/downloads.html", context)


@same_for_all()
def about(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """What the board measures and with what, and what identifies the release."""
    place = Place(slug, number)
    return render(request, "release/about.html", _release_context(request, place, release_or_404(place)))


def _release_context(request: HttpRequest, place: Place, head: ReleaseHead) -> dict[str, Any]:
    """The release and how to cite it: at the site's public address, or else at the one of this request."""
    address = release_address(head) or request.build_absolute_uri(release_path(head))
    return {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "cited": citation_line(head, address),
        "bibtex": citation(head, address),
    }
