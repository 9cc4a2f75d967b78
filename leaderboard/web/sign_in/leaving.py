"""People who have requested the deletion of their account: they are told on every page, and change nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from leaderboard.models import AccountDeletion, User
from leaderboard.pipeline.leaving import deletion

_FLAG = "leaving"
"""The session's entry: when the account will be deleted, as an ISO 8601 time. All sessions end when the
deletion is requested, so it is in every one that matters; pages without it need no query."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ALLOWED: Final = frozenset(
    {
        *("account-delete", "account-keep", "account-data", "account_login", "account_logout"),
        *("account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate", "openid_connect_login"),
        *("account_reset_password", "account_reset_password_from_key"),
    }
)


def flag(request: HttpRequest, asked: AccountDeletion) -> None:
    """Mark the browser's sign-in, so that pages say that the account will be deleted."""
    request.session[_FLAG] = asked.due_at.isoformat()


def pending(request: HttpRequest, user: User) -> AccountDeletion | None:
    """The requested deletion of the session's person; the flag follows it."""
    asked = deletion.pending(user)
    if asked is None:
        request.session.pop(_FLAG, None)
    else:
        flag(request, asked)
    return asked


def leaving_change_nothing(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what somebody who is leaving sends is refused, except what keeps the account or signs out."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method in _SAFE or _FLAG not in request.session or _name(request) in _ALLOWED:
            return get_response(request)
        if not isinstance(request.user, User) or pending(request, request.user) is None:
            return get_response(request)
        messages.warning(request, _("Nothing was changed: your account will be deleted. Keep it to change something."))
        return redirect("account-delete")

    return answer


def _name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
