"""Errors outside of the API's calls: unknown paths, wrong methods, and the errors that Django answers itself.

Django answers with pages; below the API's path these handlers answer with problems instead. (With DEBUG on, Django
shows its own pages for unexpected exceptions.) All views are exempt from the CSRF check: calls are authorised by their
token alone, and a POST to an unknown path should not get a page about cookies.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from leaderboard.api.errors import forbidden, unreadable
from leaderboard.api.freshness import conditional
from leaderboard.web.http.problems import API_PREFIX, problem

log = logging.getLogger(__name__)


def complete_urls(api: NinjaAPI) -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's URLs, as ``path`` takes them, with a problem for every unknown path and method."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = csrf_exempt(_answering_as_http_does(pattern.callback))
    # The first precedes ninja's own root, which raises Http404; the last catches all other paths.
    return [path("", no_such_call), *patterns, re_path("", no_such_call)], app_name, namespace


@csrf_exempt
def no_such_call(request: HttpRequest) -> HttpResponse:
    """The reply to a path that the API does not have."""
    return problem(HTTPStatus.NOT_FOUND, f"the API has no {request.path}; {API_PREFIX}docs lists every call")


def _answering_as_http_does(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Adds ETags, HEAD wherever GET exists, and a problem for methods that a path does not have."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method = request.method
        if method == "HEAD":
            request.method = "GET"  # the server omits the body
        reply = view(request, *args, **kwargs)
        request.method = method
        if reply.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return _refused(request, reply["Allow"])
        return conditional(request, reply) if method in ("GET", "HEAD") else reply

    return wrapped


def _refused(request: HttpRequest, allowed: str) -> HttpResponse:
    methods = allowed.split(", ")
    if "GET" in methods and "HEAD" not in methods:
        methods.insert(methods.index("GET") + 1, "HEAD")
    allowed = ", ".join(methods)
    refusal = problem(
        HTTPStatus.METHOD_NOT_ALLOWED, f"{request.path} takes {allowed}, not {request.method}; see {API_PREFIX}docs"
    )
    refusal["Allow"] = allowed
    return refusal


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return unreadable(request, exception) if _for_programs(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return forbidden(request, exception) if _for_programs(request) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return no_such_call(request) if _for_programs(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is being handled."""
    if not _for_programs(request):
        return defaults.server_error(request)
    # Django's own logger is silent outside DEBUG where no ADMINS and no LOGGING are set.
    log.exception("%s %r ended in an exception", request.method, request.path)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "this error is ours, not yours, and was logged; try again, and tell the operators if it happens again",
    )


def _for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX)
