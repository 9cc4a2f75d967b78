"""The id of the request in the log: given by the client, the proxy or the front (X-Request-ID)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from leaderboard.logs import context


def request_context(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what is logged while the request is answered, and the tasks that it enqueues, bear its id."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with context.binding(**{context.REQUEST: context.request_id(request.headers.get("X-Request-ID", ""))}):
            return get_response(request)

    return answer
