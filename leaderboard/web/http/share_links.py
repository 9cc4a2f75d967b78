"""Secret links: below ``/shared/<secret>/`` stand the pages and files of the shared submissions, for reading only.

They are the site's own views: the prefix becomes the script prefix of the request, so that the links within the pages
keep it, and the reader becomes a ``LinkReader``. Nothing of this is cached or indexed, and no address of it is sent to
other sites.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import get_script_prefix, set_script_prefix

from leaderboard.pipeline.submission.share_links import LinkEnded, OpenedLink, open_link
from leaderboard.queries.visibility import LinkReader, link_reader

PREFIX = "/shared/"
_ADDRESS = re.compile(r"/shared/([A-Za-z0-9_-]{1,100})(/.*)?", re.DOTALL)
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAGES = frozenset({"submission", "submission-images", "image", "submission-breakdown", "submissions-compare"})
_FILES = frozenset(
    {
        *("image-thumb", "image-display", "image-original", "submission-evidence"),
        *("submission-verdicts-csv", "submission-verdicts-json"),
        *("submission-breakdown-csv", "submission-breakdown-json"),
    }
)


class ShareLinks:
    """Middleware. It stands before what looks at a request's path, and acts after the view is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _ADDRESS.fullmatch(request.path_info)
        if match is None:
            return self._get_response(request)
        outer = get_script_prefix()
        request.share_secret = match[1]  # type: ignore[attr-defined]  # read below
        request.path_info = match[2] or "/"
        try:
            set_script_prefix(f"{outer}shared/{match[1]}/")
            reply = self._get_response(request)
        finally:
            set_script_prefix(outer)
        for name, value in _HEADERS.items():
            reply[name] = value
        return reply

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Any, options: Any
    ) -> HttpResponse | None:
        """The reply in place of a view that may not be read through the link; None lets the view answer."""
        secret = getattr(request, "share_secret", None)
        if secret is None:
            return None
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            link = open_link(secret)
        except LinkEnded:
            return _ended(request)
        if link is None:
            raise Http404
        reader = link_reader(link.created_by, link.submissions)
        request.user, request.share_link = reader, link  # type: ignore[attr-defined]  # templates read the link
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in _PAGES | _FILES:
            return None
        return _elsewhere(request, name, reader, link)


def _elsewhere(request: HttpRequest, name: str, reader: LinkReader, link: OpenedLink) -> HttpResponse:
    """The link itself leads to what it shares; all other pages are read without it."""
    if name == "home":
        shared = [number for number in link.submissions if number in reader.submissions]
        if not shared:
            return _ended(request)
        if len(shared) > 1:
            return HttpResponseRedirect(f"{resolve_url('submissions-compare')}?runs={','.join(map(str, shared))}")
        return HttpResponseRedirect(resolve_url("submission", shared[0]))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(request.path_info + (f"?{query}" if query else ""))


def _ended(request: HttpRequest) -> HttpResponse:
    # The page's links, also those to its other languages, must not lead back here.
    set_script_prefix("/")
    request.path = request.path_info = "/"
    request.META["QUERY_STRING"] = ""
    return render(request, "includes/share_link_ended.html", status=HTTPStatus.GONE)
