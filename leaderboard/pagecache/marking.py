"""Marking views whose pages may be cached, because they are the same for everyone."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from django.views.decorators.http import require_safe

from leaderboard.pagecache.pages import CACHEABLE
from leaderboard.pagecache.queries import PageAddress, canonical_query

_LONGEST_PATH = 500

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def same_for_all(*, reads: Iterable[str] = ()) -> Callable[[View[Rest]], Callable[..., HttpResponse]]:
    """Mark a view whose page does not depend on the reader: it is cached until the site's next edition.

    The view sees an anonymous user even when the reader is signed in. Templates see ``request.same_for_all`` and leave
    out what concerns one person (messages, links of the account).

    Args:
        reads: the query's parameters that the view reads; it does not see any other.
    """
    names = frozenset(reads)

    def mark(view: View[Rest]) -> Callable[..., HttpResponse]:
        @require_safe
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            request.user = AnonymousUser()
            request.same_for_all = True  # type: ignore[attr-defined]  # read by the templates
            _forget_others(request, names)
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "public, no-cache")
            if response.status_code == HTTPStatus.OK:
                request.META[CACHEABLE] = True  # META is the WSGI environment, which the page cache reads
            return response

        return may_be_cached(wrapped, reads=names, always=True)

    return mark


def may_be_cached(
    view: Callable[..., HttpResponse], *, reads: Iterable[str] = (), always: bool = False
) -> Callable[..., HttpResponse]:
    """Mark a view that leads some requests to a view behind ``same_for_all`` with the same ``reads``."""
    view.page_address = PageAddress(frozenset(reads), always)  # type: ignore[attr-defined]  # read by page_address
    return view


def page_address(path: str) -> PageAddress | None:
    """What the page cache has to know about a path; None if its pages are never cached."""
    return _page_address(path) if len(path) <= _LONGEST_PATH else None


@functools.lru_cache(maxsize=4096)
def _page_address(path: str) -> PageAddress | None:
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return getattr(resolve(path).func, "page_address", None)
        except Resolver404:
            return None


def _forget_others(request: HttpRequest, names: frozenset[str]) -> None:
    """The page must not contain what the cache ignores, such as a parameter in the links to its other languages."""
    query = canonical_query(request.META.get("QUERY_STRING", ""), names)
    request.META["QUERY_STRING"] = query
    request.GET = QueryDict(query)
