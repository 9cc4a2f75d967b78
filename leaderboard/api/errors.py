"""One error shape for the whole API: problem details (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from leaderboard.pipeline.accounts import GeneratorNameTaken
from leaderboard.pipeline.quota import QuotaExhausted
from leaderboard.pipeline.submission import SubmissionRefused


def problem(status: HTTPStatus, detail: str, *, faults: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """An error reply: title by status, what went wrong in ``detail``, each faulty field under ``faults``."""
    body: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    if faults:
        body["faults"] = list(faults)
    return HttpResponse(json.dumps(body), status=status.value, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Make every error of the API a problem."""

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [
            {"field": ".".join(str(part) for part in fault["loc"][1:]), "message": str(fault["msg"])}
            for fault in error.errors
        ]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not valid; see faults", faults=faults)

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        reply = problem(
            HTTPStatus.UNAUTHORIZED,
            "send an API token: Authorization: Bearer salon_… (make one under Account › Tokens)",
        )
        reply["WWW-Authenticate"] = "Bearer"
        return reply

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(HTTPStatus.NOT_FOUND, str(error) or "there is no such thing, or it is not public")

    @api.exception_handler(SubmissionRefused)
    def _refused(request: HttpRequest, error: SubmissionRefused) -> HttpResponse:
        return problem(HTTPStatus.CONFLICT, str(error))

    @api.exception_handler(GeneratorNameTaken)
    def _name_taken(request: HttpRequest, error: GeneratorNameTaken) -> HttpResponse:
        return problem(HTTPStatus.CONFLICT, str(error))

    @api.exception_handler(QuotaExhausted)
    def _exhausted(request: HttpRequest, error: QuotaExhausted) -> HttpResponse:
        return problem(HTTPStatus.TOO_MANY_REQUESTS, str(error))
