"""The front's own replies: in the language of the address, and as problem details below the API's path."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language_from_path, gettext, override

from leaderboard.front.environ import Scope
from leaderboard.front.replies import Reply
from leaderboard.web.http.problems import API_PREFIX, problem


class Refused(Exception):
    """A request is not read any further, or its reply is not sent.

    Args:
        reason: says what was expected; a message of the catalogues, marked with ``gettext_noop``.
        retry_after_s: seconds after which trying again can help; 0 if nothing says so.
    """

    def __init__(self, status: HTTPStatus, reason: str, retry_after_s: int = 0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.retry_after_s = status, reason, retry_after_s


def refusal(scope: Scope, refused: Refused) -> Reply:
    """The reply, after which the connection ends."""
    with override(get_language_from_path(scope["path"]) or settings.LANGUAGE_CODE):
        reason = gettext(refused.reason)
    if str(scope["path"]).startswith(API_PREFIX):
        response = problem(refused.status, reason)
    else:
        response = HttpResponse(f"{reason}\n", status=refused.status, content_type="text/plain; charset=utf-8")
    headers = {**response.headers, "Content-Length": str(len(response.content)), "Connection": "close"}
    if refused.retry_after_s:
        headers["Retry-After"] = str(refused.retry_after_s)
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return Reply(response.status_code, raw, response.content)
