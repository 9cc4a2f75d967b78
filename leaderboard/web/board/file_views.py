"""A release's files: tables, citation and pictures, at addresses that never change, whole or in part."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.downloads import release_files
from leaderboard.downloads.citation import citation as bibtex
from leaderboard.downloads.citation import release_address, release_path
from leaderboard.downloads.compare import compare_file
from leaderboard.downloads.made_file import MadeFile, made_file
from leaderboard.downloads.pictures import picture_zip
from leaderboard.downloads.release_files import CONTENT_TYPES, Form, NoSuchFile, ReleaseFile
from leaderboard.queries.boards import ReleaseHead, release_head
from leaderboard.web.board.columns import BoardColumns
from leaderboard.web.board.rows import board_levels
from leaderboard.web.board.shown_table import shown_table
from leaderboard.web.board.state import read_view
from leaderboard.web.http.ranges import Sent, send, send_stored

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_EVERY_TIME = "public, no-cache"


@require_safe
def board(request: HttpRequest, slug: str, number: int, form: Form) -> HttpResponseBase:
    """The standings."""
    return _table(request, slug, number, lambda head: release_files.board_file(head, form))


@require_safe
def shown(request: HttpRequest, slug: str, number: int, form: Form) -> HttpResponseBase:
    """The board's table with the filters, order and columns of the page whose query the address has."""
    head = _head(slug, number)
    view = read_view(dict(request.GET.lists()), BoardColumns(board_levels(head)))
    file = made_file(shown_table(head, view), form)
    saved_as = f"{slug}-release-{number}-table.{form}"
    # Another version of the program may write other columns.
    headers = _headers(head, _ASK_EVERY_TIME)
    return send(request, file, Sent(CONTENT_TYPES[form], saved_as, headers=headers))


@require_safe
def levels(request: HttpRequest, slug: str, number: int, form: Form) -> HttpResponseBase:
    """Every model on every level."""
    return _table(request, slug, number, lambda head: release_files.levels_file(head, form))


@require_safe
def facet(request: HttpRequest, slug: str, number: int, facet_slug: str, form: Form) -> HttpResponseBase:
    """Every model on one facet."""
    return _table(request, slug, number, lambda head: release_files.facet_file(head, facet_slug, form))


@require_safe
def verdicts(request: HttpRequest, slug: str, number: int, form: Form) -> HttpResponseBase:
    """Every verdict on every picture of the board."""
    return _table(request, slug, number, lambda head: release_files.all_verdicts_file(head, form))


@require_safe
def model_scores(request: HttpRequest, slug: str, number: int, generator_id: int, form: Form) -> HttpResponseBase:
    """One model on every level."""
    return _table(request, slug, number, lambda head: release_files.scores_file(head, generator_id, form))


@require_safe
def model_verdicts(request: HttpRequest, slug: str, number: int, generator_id: int, form: Form) -> HttpResponseBase:
    """Every verdict on one model's pictures."""
    return _table(request, slug, number, lambda head: release_files.verdicts_file(head, generator_id, form))


@require_safe
def model_images(request: HttpRequest, slug: str, number: int, generator_id: int) -> HttpResponseBase:
    """One model's pictures as a zip, made while it is sent."""
    head = _head(slug, number)
    try:
        pictures = picture_zip(head, generator_id)
    except (NoSuchFile, FileNotFoundError) as missing:
        raise Http404(_("There is no such file.")) from missing
    headers = _headers(head, _ASK_EVERY_TIME)
    return send(request, pictures, Sent("application/zip", pictures.saved_as, head.release.published_at, headers))


@require_safe
def compare(request: HttpRequest, slug: str, number: int, form: Form) -> HttpResponseBase:
    """Two to four models against each other: ``?models=3,17``."""
    head = _head(slug, number)
    names = request.GET.get("models", "").split(",")
    try:
        generators = [int(name) for name in names]
        file = compare_file(head, generators, form)
    except (NoSuchFile, ValueError) as missing:
        raise Http404(_("There is no such file.")) from missing
    saved_as = f"{slug}-release-{number}-models-{'-'.join(map(str, generators))}.{form}"
    how = Sent(CONTENT_TYPES[form], saved_as, head.release.published_at, _headers(head, _FOR_EVER))
    return send(request, file, how)


@require_safe
def citation(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """How to cite the release, in BibTeX: with the site's public address, or else with the one of this request."""
    head = _head(slug, number)
    address = release_address(head) or request.build_absolute_uri(release_path(head))
    file = MadeFile(bibtex(head, address).encode())
    saved_as = f"{slug}-release-{number}-citation.bib"
    headers = _headers(head, _ASK_EVERY_TIME)
    return send(request, file, Sent(CONTENT_TYPES["bib"], saved_as, headers=headers))


@require_safe
@cache_control(no_cache=True)
def latest(request: HttpRequest, slug: str, file: str) -> HttpResponse:
    """Leads to a file of the newest release: an address that always works, to one that never changes."""
    head = release_head(slug)
    if head is None:
        raise Http404(_("There is no such board, release or file."))
    address = f"{reverse('board-csv', args=[slug, head.release.number]).removesuffix('board.csv')}{file}"
    try:
        resolve(address)
    except Resolver404 as missing:
        raise Http404(_("There is no such board, release or file.")) from missing
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address)


def _table(request: HttpRequest, slug: str, number: int, of: Callable[[ReleaseHead], ReleaseFile]) -> HttpResponseBase:
    head = _head(slug, number)
    try:
        file = of(head)
    except NoSuchFile as missing:
        raise Http404(_("There is no such file.")) from missing
    headers = _headers(head, _ASK_EVERY_TIME if file.may_vanish else _FOR_EVER)
    written = file.written()
    how = Sent(file.content_type, file.saved_as, head.release.published_at, headers)
    return send_stored(request, written.path, written.etag, how)


def _head(slug: str, number: int) -> ReleaseHead:
    head = release_head(slug, number)
    if head is None:
        raise Http404(_("There is no such board, release or file."))
    return head


def _headers(head: ReleaseHead, cache: str) -> dict[str, str]:
    cite = reverse("release-citation", args=[head.board.slug, head.release.number])
    links = f'<{cite}>; rel="cite-as", <{settings.SALON_DATA_LICENCE}>; rel="license"'
    return {"Cache-Control": cache, "Link": links}
