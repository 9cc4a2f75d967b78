"""A cookie that tells the browser whose links the navigation of cached pages shows (``static/reader.js``).

It holds no secret and grants nothing: whoever makes it up sees links to pages that ask for a password.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from leaderboard.queries.visibility import is_operator

COOKIE = "salon_reader"


def reader_cookie(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: after a page that depends on who is signed in, the cookie says "author", "operator" or is gone."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if getattr(request, "same_for_all", False) or not request.session.accessed:
            return response
        reader = _reader(request)
        if reader == request.COOKIES.get(COOKIE):
            return response
        if reader is None:
            response.delete_cookie(COOKIE, samesite="Lax")
        else:
            response.set_cookie(
                COOKIE,
                reader,
                max_age=settings.SESSION_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response

    return answer


def _reader(request: HttpRequest) -> str | None:
    if not request.user.is_authenticated:
        return None
    return "operator" if is_operator(request.user) else "author"
