"""Refuses large uploads by their announced size and sender, before any of their bytes are read.

The CSRF check is too late for that: it reads the whole body, so a stranger's gigabytes would reach the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from leaderboard.pipeline.accounts import user_for_token
from leaderboard.web.http.problems import API_PREFIX, problem

Handler = Callable[[HttpRequest], HttpResponse]

_ROOM_FOR_FIELDS = 2**20


def upload_gate(handle: Handler) -> Handler:
    """Middleware; it must come after AuthenticationMiddleware."""

    def gate(request: HttpRequest) -> HttpResponse:
        size = _announced(request)
        if size > settings.SALON_BUNDLE_MAX_BYTES + _ROOM_FOR_FIELDS:
            most = settings.SALON_BUNDLE_MAX_BYTES / 2**30
            reason = _("The upload has %(size).1f GiB; at most %(most).1f GiB are taken.")
            return _refused(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason % {"size": size / 2**30, "most": most})
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not _known(request):
            return _refused(request, HTTPStatus.UNAUTHORIZED, _("Sign in, or send an API token, before you upload."))
        return handle(request)

    return gate


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _known(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return user_for_token(token) is not None
    return bool(request.user.is_authenticated)


def _refused(request: HttpRequest, status: HTTPStatus, reason: str) -> HttpResponse:
    if not request.path.startswith(API_PREFIX):
        return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
    reply = problem(status, reason)
    if status is HTTPStatus.UNAUTHORIZED:
        reply["WWW-Authenticate"] = "Bearer"
    return reply
