"""ETag and Last-Modified of every reply to a GET, and 304 if the caller already has it.

The ETag is computed from the reply's bytes, so it is the same in every process and after a restart. Last-Modified is
the newest of the dates in the reply. It decides about a 304 only for releases, which never change: from any other reply
something may have been removed since.
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
    """Set Last-Modified to the newest of these times, if any."""
    known = [moment for moment in moments if moment is not None]
    if known:
        response["Last-Modified"] = http_date(max(known).timestamp())


def never_changes(response: HttpResponse, published_at: datetime) -> None:
    """Mark the reply as part of a release: it may be cached permanently."""
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
