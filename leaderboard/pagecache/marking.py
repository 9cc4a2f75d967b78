"""Marking views whose pages may be cached, because they are the same for everyone."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from django.views.decorators.http import require_safe

from leaderboard.pagecache.pages import CACHEABLE

Rest = ParamSpec("Rest")


def same_for_all(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Mark a view whose page does not depend on the reader: it is cached until the site's next edition.

    The view sees an anonymous user even when the reader is signed in. Templates see ``request.same_for_all`` and leave
    out what concerns one person (messages, links of the account).
    """

    @require_safe
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        request.user = AnonymousUser()
        request.same_for_all = True  # type: ignore[attr-defined]  # read by the templates
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "public, no-cache")
        if response.status_code == HTTPStatus.OK:
            request.META[CACHEABLE] = True  # META is the WSGI environment, which the page cache reads
        return response

    wrapped.same_for_all = True  # type: ignore[attr-defined]  # read by is_same_for_all
    return wrapped


def is_same_for_all(path: str) -> bool:
    """Whether a path leads to a marked view."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return hasattr(resolve(path).func, "same_for_all")
        except Resolver404:
            return False
