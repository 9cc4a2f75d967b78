"""The request in the log, by its id (X-Request-ID: of the client, the proxy or the front), and in a trace."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from leaderboard.logs import context
from leaderboard.telemetry import spans


def request_context(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what is logged while the request is answered, and the tasks that it enqueues, bear its id."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request_id = context.request_id(request.headers.get("X-Request-ID", ""))
        with context.binding(**{context.REQUEST: request_id}), spans.span(str(request.method), "server") as span:
            response = get_response(request)
            # The route and not the address, which may hold a key: that of a confirmation, or of a private picture.
            route = request.resolver_match.route if request.resolver_match else ""
            span.set(http__request__method=str(request.method), http__route=route, salon__request=request_id)
            span.set(http__response__status_code=response.status_code)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                span.fail(f"status {response.status_code}")
            return response

    return answer
