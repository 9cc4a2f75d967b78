"""Limits the API's calls per caller, counted in Redis over all processes.

Every reply has the headers of draft-ietf-httpapi-ratelimit-headers. Callers with a valid token are counted by account,
all others by address. Pictures that are sent one by one are counted by themselves, with a limit ten times as high.
While Redis does not answer, nobody is limited: reading matters more than counting.
"""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Callable
from http import HTTPStatus

import limits
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from redis.exceptions import RedisError

from leaderboard.pipeline.accounts import user_for_token
from leaderboard.web.http.client_address import client_address
from leaderboard.web.http.counters import shared_counters
from leaderboard.web.http.problems import API_PREFIX, problem

log = logging.getLogger(__name__)

_SENT_PICTURE = re.compile(rf"{API_PREFIX}picture-sets/[^/]+/pictures/[^/]+")
_PICTURES_PER_CALL = 10
"""Pictures that may be sent in the time of one other call: announced, and so limited by quota and storage already."""


def rate_limit(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: refuses the API's calls above the limit, and adds the headers to all replies."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API_PREFIX) or request.method == "OPTIONS":
            return get_response(request)
        try:
            headers, is_allowed = _count(_caller(request), _kind(request))
        except RedisError:
            log.warning("calls of the API are not counted: Redis does not answer", exc_info=settings.DEBUG)
            return get_response(request)
        reply = get_response(request) if is_allowed else _refusal(int(headers.pop("Retry-After")))
        for name, value in headers.items():
            if name != "Retry-After":
                reply[name] = value
        return reply

    return answer


def _kind(request: HttpRequest) -> str:
    """What the call is counted as: "api", or "pictures"."""
    return "pictures" if request.method == "PUT" and _SENT_PICTURE.fullmatch(request.path_info) else "api"


def _count(caller: str, kind: str) -> tuple[dict[str, str], bool]:
    """The headers, and whether the call is within the limit."""
    item = limits.parse(settings.SALON_API_RATE)
    if kind == "pictures":
        item = type(item)(item.amount * _PICTURES_PER_CALL, item.multiples)
    limiter = shared_counters()
    is_allowed = limiter.hit(item, kind, caller)
    until, left = limiter.get_window_stats(item, kind, caller)
    seconds = max(1, math.ceil(until - time.time()))  # noqa: TID251  # the limiter uses this clock, too
    headers = {
        "RateLimit-Policy": f'"default";q={item.amount};w={item.get_expiry()}',
        "RateLimit": f'"default";r={max(0, left)};t={seconds}',
        "Retry-After": str(seconds),
    }
    return headers, is_allowed


def _caller(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    # Invalid tokens are counted by address: a caller who makes up tokens must not escape the limit.
    user = user_for_token(token.strip()) if kind.lower() == "bearer" else None
    return f"user {user.pk}" if user else f"address {client_address(request)}"


def _refusal(seconds: int) -> HttpResponseBase:
    reply = problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"more than {settings.SALON_API_RATE} calls; go on in {seconds} s (whole boards can be had as files)",
    )
    reply["Retry-After"] = str(seconds)
    return reply
