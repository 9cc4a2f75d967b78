"""Refuses addresses with a null character (``%00``), which PostgreSQL cannot store or compare, with 400."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from leaderboard.web.http.problems import API_PREFIX, problem


def refuse_null_characters(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware. Bodies need none: forms and the API check their fields."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "%00" in query or "\0" in query:
            if request.path_info.startswith(API_PREFIX):
                return problem(HTTPStatus.BAD_REQUEST, "the address has a null character (%00); send it without")
            raise BadRequest("an address cannot contain a null character")
        return get_response(request)

    return answer
