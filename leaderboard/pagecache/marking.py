"""How a view says that its page is the same for everyone."""

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

from leaderboard.pagecache.pages import KEEP

Rest = ParamSpec("Rest")


def same_for_all(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view that reads nothing of who asks: its pages are kept in memory until the site's next edition.

    Whoever is signed in is nobody here, and templates see ``request.same_for_all``: they leave out what concerns one
    person (messages, the account's links).
    """

    @require_safe
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        request.user = AnonymousUser()
        request.same_for_all = True  # type: ignore[attr-defined]  # read by the templates
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "public, no-cache")
        if response.status_code == HTTPStatus.OK:
            request.META[KEEP] = True  # META is the environment that the server gave
        return response

    wrapped.same_for_all = True  # type: ignore[attr-defined]  # read by is_same_for_all
    return wrapped


def is_same_for_all(path: str) -> bool:
    """Whether a path is that of a marked view."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return hasattr(resolve(path).func, "same_for_all")
        except Resolver404:
            return False
