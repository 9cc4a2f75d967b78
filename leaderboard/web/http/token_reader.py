"""Files for programs: a request with an API token gets what the token's user may have."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from leaderboard.pipeline.accounts import LacksScope, Scope, active_token, check_scope, why_refused
from leaderboard.web.http.problems import problem
from leaderboard.web.http.requests import PageRequest

Rest = ParamSpec("Rest")
Request = TypeVar("Request", bound=PageRequest)
_SCHEME = "bearer "


def accepts_tokens(
    view: Callable[Concatenate[Request, Rest], HttpResponseBase],
) -> Callable[Concatenate[Request, Rest], HttpResponseBase]:
    """Let a view of GET requests accept ``Authorization: Bearer``; its user is then the token's, not the session's.

    Shared caches keep no reply to a token. A token that is invalid, or may not read, is refused, not ignored:
    otherwise a file of the caller's own would be "not found".
    """
    return _accepting(view, Scope.READ)


def accepts_account_tokens(
    view: Callable[Concatenate[Request, Rest], HttpResponseBase],
) -> Callable[Concatenate[Request, Rest], HttpResponseBase]:
    """The same for the person's own data: tokens need the scope ``account``."""
    return _accepting(view, Scope.ACCOUNT)


def _accepting(
    view: Callable[Concatenate[Request, Rest], HttpResponseBase], scope: Scope
) -> Callable[Concatenate[Request, Rest], HttpResponseBase]:
    @functools.wraps(view)
    def wrapped(request: Request, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        given = request.headers.get("Authorization", "")
        if not given.lower().startswith(_SCHEME):
            return view(request, *args, **kwargs)
        token = active_token(given[len(_SCHEME) :].strip())
        if token is None:
            return _refused(HTTPStatus.UNAUTHORIZED, why_refused(given[len(_SCHEME) :].strip()))
        try:
            check_scope(token, scope)
        except LacksScope as lack:
            return _refused(HTTPStatus.FORBIDDEN, str(lack))
        request.user = token.user
        reply = view(request, *args, **kwargs)
        reply["Cache-Control"] = "private, no-cache"
        patch_vary_headers(reply, ["Authorization"])
        return reply

    return wrapped


def _refused(status: HTTPStatus, detail: str) -> HttpResponseBase:
    reply = problem(status, detail)
    reply["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        reply["WWW-Authenticate"] = "Bearer"
    return reply
