"""The problem (RFC 9457) that the API returns for each exception of a call."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from leaderboard.api.cursors import BadCursor
from leaderboard.api.request_schema import UNKNOWN_FIELD
from leaderboard.domain.gate.verdicts import GateError
from leaderboard.pipeline.accounts import GeneratorNameTaken, LacksScope, TooMany, why_refused
from leaderboard.pipeline.gate.side_by_side import NotComparable
from leaderboard.pipeline.leaving.exports import ExportRefused, NotOfOneTeam
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.teams import OnlyOwners, TeamRefused
from leaderboard.pipeline.work.quota import QuotaExhausted
from leaderboard.web.http.problems import problem
from leaderboard.web.http.seen import NoSuchSubmission
from leaderboard.web.http.upload_gate import refusal_status

UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)
"""The exceptions that Django raises while it reads a malformed or too large request."""


def install(api: NinjaAPI) -> None:
    """Answer every exception of a call with a problem; ``fallbacks`` does the same for errors outside of calls."""
    answers: dict[type[Exception], Callable[..., HttpResponse]] = {
        ValidationError: _invalid,
        AuthenticationError: _unknown,
        HttpError: _as_ninja_says,
        Http404: _missing,
        PermissionDenied: forbidden,
        **dict.fromkeys(UNREADABLE, unreadable),
        SubmissionRefused: _refused,
        LacksScope: forbidden,
        GeneratorNameTaken: _conflict,
        TooMany: _conflict,
        ExportRefused: _conflict,
        NotOfOneTeam: forbidden,
        TeamRefused: _conflict,
        OnlyOwners: forbidden,
        NotComparable: _unusable,
        QuotaExhausted: _exhausted,
        BadCursor: _bad_cursor,
        GateError: _conflict,
    }
    for kind, answer in answers.items():
        api.exception_handler(kind)(answer)


def forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    """The reply to PermissionDenied, and to a token that lacks a scope."""
    return problem(HTTPStatus.FORBIDDEN, str(error) or "you are not allowed to do this")


def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """The reply to the exceptions in UNREADABLE: it names the exceeded limit, or what is malformed."""
    match error:
        case RequestDataTooBig():
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"the body without its files is larger than {most} bytes; send less",
            )
        case TooManyFieldsSent() | TooManyFilesSent():
            detail = "the body has more fields or files than any call accepts; see the API's description"
        case MultiPartParserError():
            detail = f"the body is not multipart/form-data, as its type says: {error}"
        case DisallowedHost():
            detail = "the Host header names a site that is not served here; use this site's own address"
        case _:
            detail = "the request's headers or body are malformed; see the API's description"
    return problem(HTTPStatus.BAD_REQUEST, detail)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"][1:]), "message": _message(fault)}
        for fault in error.errors
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not valid; see faults", faults=faults)


def _message(fault: dict[str, Any]) -> str:
    if fault["type"] == UNKNOWN_FIELD:
        return "this call has no field of this name; see the API's description"
    # pydantic puts "Value error, " in front of our own checks' messages, which are complete sentences.
    return str(fault["ctx"]["error"] if fault["type"] == "value_error" else fault["msg"])


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        detail = why_refused(token.strip())
    else:
        detail = "send an API token: Authorization: Bearer salon_… (create one under Account › API tokens)"
    reply = problem(HTTPStatus.UNAUTHORIZED, detail)
    reply["WWW-Authenticate"] = "Bearer"
    return reply


def _as_ninja_says(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(HTTPStatus(error.status_code), _body_fault(error.__cause__) or str(error))


def _body_fault(cause: BaseException | None) -> str:
    """What is wrong with a body that is not JSON; ninja keeps the parser's exception as its own error's cause."""
    if isinstance(cause, json.JSONDecodeError):
        where = f"{cause.msg} (line {cause.lineno}, column {cause.colno})"
        return f"the body is not JSON: {where}; a JSON object is expected"
    return "the body cannot be read; a JSON object in UTF-8 is expected" if cause else ""


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, _what_is_missing(error, with_token="Authorization" in request.headers))


def _what_is_missing(error: Http404, *, with_token: bool) -> str:
    if isinstance(error, NoSuchSubmission):
        if with_token:
            return _("submission %(number)d was not found, or the account of this token cannot see it") % {
                "number": error.number
            }
        return _("submission %(number)d was not found, or is not public; check the number, or send a token") % {
            "number": error.number
        }
    # get_object_or_404 says "No Submission matches the given query.", which tells a caller nothing.
    if not str(error).endswith("matches the given query."):
        return str(error)
    if with_token:
        return _("not found, or the account of this token cannot see it; check the address")
    return _("not found, or not public; check the address, or send a token")


def _refused(request: HttpRequest, error: SubmissionRefused) -> HttpResponse:
    faults = [{"field": "pictures", "message": fault} for fault in error.faults]
    return problem(refusal_status(error), str(error), faults=faults)


def _conflict(
    request: HttpRequest, error: GeneratorNameTaken | TooMany | TeamRefused | NotComparable | GateError
) -> HttpResponse:
    return problem(HTTPStatus.CONFLICT, str(error))


def _unusable(request: HttpRequest, error: NotComparable) -> HttpResponse:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))


def _exhausted(request: HttpRequest, error: QuotaExhausted) -> HttpResponse:
    return problem(HTTPStatus.TOO_MANY_REQUESTS, str(error))


def _bad_cursor(request: HttpRequest, error: BadCursor) -> HttpResponse:
    fault = {
        "field": "cursor",
        "message": "not a cursor of this list; begin without a cursor, then use `next` of each reply",
    }
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not valid; see faults", faults=[fault])
