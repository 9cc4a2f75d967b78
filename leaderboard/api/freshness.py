"""ETag and Last-Modified of every answer to a GET, and 304 where the caller has it already.

An ETag is over the answer's bytes, so the same content has the same one in every process and after every restart. The
date alone says that nothing has changed only of releases, which never change: of everything else it is the newest of
the dates shown, and something may have been taken away since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_EVERYBODY, _FOR_ONE = "public, no-cache", "private, no-cache"


def shown(response: HttpResponse, moments: Iterable[datetime | None]) -> None:
    """Say in a call when the newest of what it shows is from."""
    known = [moment for moment in moments if moment is not None]
    if known:
        response["Last-Modified"] = http_date(max(known).timestamp())


def never_changes(response: HttpResponse, published_at: datetime) -> None:
    """Say in a call that its answer is part of a release."""
    shown(response, [published_at])
    response["Cache-Control"] = _FOR_EVER


def conditional(request: HttpRequest, reply: HttpResponseBase) -> HttpResponseBase:
    """The reply to a GET with its ETag, or 304."""
    if not isinstance(reply, HttpResponse) or reply.status_code != HTTPStatus.OK:
        return reply
    patch_vary_headers(reply, ["Authorization"])
    etag = f'"{hashlib.sha256(reply.content).hexdigest()[:32]}"'
    reply["ETag"] = etag
    reply.headers.setdefault("Cache-Control", _FOR_ONE if "Authorization" in request.headers else _FOR_EVERYBODY)
    changed = parse_http_date_safe(reply["Last-Modified"]) if reply["Cache-Control"] == _FOR_EVER else None
    answer = get_conditional_response(request, etag=etag, last_modified=changed, response=reply) or reply
    if answer is not reply:
        for name in ("Cache-Control", "Last-Modified", "Vary"):
            if name in reply:
                answer[name] = reply[name]
    return answer
