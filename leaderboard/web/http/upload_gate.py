"""Refuses large bodies by their address, size and sender, before any more of their bytes are read.

Large bodies are taken at the addresses of bundles only, from authors who may submit one now, and of announced pictures.
The front asks before it reads the body: it calls the site with the request's head and the first bytes of its body
(``Admission``). The same checks are made again when the body is complete, and where there is no front.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

from leaderboard.models import Scope, User
from leaderboard.pipeline.accounts import LacksScope, active_token, check_scope
from leaderboard.pipeline.submission import uploads
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.sets import announcing, receiving
from leaderboard.pipeline.work.quota import QuotaExhausted
from leaderboard.queries.visibility import own_picture_sets
from leaderboard.web.http.problems import API_PREFIX, problem

Handler = Callable[[HttpRequest], HttpResponse]

ADMISSION: Final = "salon.admission"
"""Where a request's environment has its ``Admission``, if the front asks for one."""

_ROOM_FOR_FIELDS = 2**20
_CHECKED = frozenset({b"on", b"true", b"1"})
"""How browsers and programs write that a box is checked."""

_BUNDLE_FORM = "submission-new-bundle"
_BUNDLE_CALL = f"{API_PREFIX}submissions/bundle"
_PICTURE_VIEWS = ("send_picture", "picture-send")
_STATUSES: dict[type[SubmissionRefused], HTTPStatus] = {
    uploads.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    uploads.NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
    uploads.NotYours: HTTPStatus.FORBIDDEN,
    announcing.AnnouncementRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    receiving.NotAnnounced: HTTPStatus.NOT_FOUND,
    receiving.WrongBytes: HTTPStatus.UNPROCESSABLE_ENTITY,
}


@dataclass
class Admission:
    """The front's question whether a body may be read; ``head`` are its first bytes.

    The site sets ``account``, the id of the user who sends it, if it may; otherwise it answers with a refusal.
    ``is_alone``: whether the account may send nothing else meanwhile; single pictures may be sent at the same time.
    """

    head: bytes
    account: int | None = None
    is_alone: bool = True


class _Refused(Exception):
    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def largest_upload() -> int:
    """Bytes of the largest body that may be admitted: a bundle and the form's other fields."""
    return int(settings.SALON_BUNDLE_MAX_BYTES) + _ROOM_FOR_FIELDS


def refusal_status(refusal: SubmissionRefused) -> HTTPStatus:
    """With which status a submission is refused."""
    return _STATUSES.get(type(refusal), HTTPStatus.CONFLICT)


def upload_gate(handle: Handler) -> Handler:
    """Middleware; it must come after AuthenticationMiddleware."""

    def gate(request: HttpRequest) -> HttpResponse:
        size = _announced(request)
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return handle(request)
        admission: Admission | None = request.META.get(ADMISSION)
        try:
            picture = _announced_picture(request)
            sender = _sender_of_picture(request, size, *picture) if picture else _admitted(request, size)
            if admission is None:
                return handle(request)
            if picture is None:
                _check_fields(request, sender, admission.head, size)
            uploads.check_room(size)
        except _Refused as refused:
            return _reply(request, refused.status, refused.reason)
        except LacksScope as lacking:
            return _reply(request, HTTPStatus.FORBIDDEN, str(lacking))
        except QuotaExhausted as exhausted:
            return _reply(request, HTTPStatus.TOO_MANY_REQUESTS, str(exhausted))
        except SubmissionRefused as refused:
            return _reply(request, refusal_status(refused), str(refused))
        admission.account, admission.is_alone = sender.pk, picture is None
        return HttpResponse(status=HTTPStatus.NO_CONTENT)

    return gate


def _admitted(request: HttpRequest, size: int) -> User:
    """The sender of a body of ``size`` bytes, who may submit a bundle now."""
    if not _takes_bundles(request):
        reason = _("The body is larger than %(most)d bytes, the most that this address takes; send less.")
        most = {"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason % most)
    if size > largest_upload():
        given = {"size": size / 2**30, "most": settings.SALON_BUNDLE_MAX_BYTES / 2**30}
        raise _Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("The upload has %(size).1f GiB; at most %(most).1f GiB are taken.") % given,
        )
    sender = _known_sender(request)
    uploads.check_sender(sender, min(size, settings.SALON_BUNDLE_MAX_BYTES))
    return sender


def _announced_picture(request: HttpRequest) -> tuple[str, str] | None:
    """The set and SHA-256 of the picture that a request sends, as its address has them; None for other requests."""
    if request.method != "PUT":
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if match.url_name not in _PICTURE_VIEWS:
        return None
    return str(match.kwargs["picture_set"]), str(match.kwargs["sha256"])


def _sender_of_picture(request: HttpRequest, size: int, set_id: str, sha256: str) -> User:
    """The sender of a picture of ``size`` bytes that one of their open sets announced."""
    sender = _known_sender(request)
    try:
        picture_set = own_picture_sets(sender).filter(pk=UUID(set_id)).first()
    except ValueError:
        picture_set = None
    if picture_set is None:
        raise _Refused(HTTPStatus.NOT_FOUND, _("You have no such picture set; announce the pictures first."))
    receiving.check(picture_set, sha256, size)
    return sender


def _known_sender(request: HttpRequest) -> User:
    sender = _sender(request)
    if sender is None:
        raise _Refused(HTTPStatus.UNAUTHORIZED, _("Sign in, or send an API token, before you upload."))
    return sender


def _takes_bundles(request: HttpRequest) -> bool:
    if request.method != "POST":
        return False
    try:
        return request.path_info == _BUNDLE_CALL or resolve(request.path_info).url_name == _BUNDLE_FORM
    except Resolver404:
        return False


def _check_fields(request: HttpRequest, sender: User, head: bytes, size: int) -> None:
    fields = _fields_in(request.headers.get("Content-Type", ""), head)
    generator = _number(fields.get("generator", b""))
    if generator is None:
        raise _Refused(
            HTTPStatus.BAD_REQUEST,
            _("Send multipart/form-data with the fields generator, suite and languages before the file."),
        )
    team = uploads.check_generator(sender, generator).team
    practice = fields.get("practice", b"").strip().lower() in _CHECKED
    uploads.check(team, min(size, settings.SALON_BUNDLE_MAX_BYTES), practice=practice)


def _fields_in(content_type: str, head: bytes) -> dict[str, bytes]:
    """The fields that matter here of a multipart body, of which only the beginning is there."""
    kind, parameters = parse_header_parameters(content_type)
    boundary = parameters.get("boundary", "")
    fields: dict[str, bytes] = {}
    if kind != "multipart/form-data" or not boundary:
        return fields
    # The last part may go on after the head, so it is left out.
    for part in head.split(b"--" + boundary.encode(errors="replace"))[1:-1]:
        about, _blank, value = part.partition(b"\r\n\r\n")
        for name in ("generator", "practice"):
            if f'name="{name}"'.encode() in about:
                fields.setdefault(name, value)
    return fields


def _number(value: bytes) -> int | None:
    return int(value) if re.fullmatch(rb"\s{0,4}\d{1,18}\s{0,4}", value) else None


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _sender(request: HttpRequest) -> User | None:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        row = active_token(token.strip())
        if row is None:
            return None
        check_scope(row, Scope.SUBMIT)
        return row.user
    return request.user if isinstance(request.user, User) else None


def _reply(request: HttpRequest, status: HTTPStatus, reason: str) -> HttpResponse:
    if not request.path.startswith(API_PREFIX):
        return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
    reply = problem(status, reason)
    if status is HTTPStatus.UNAUTHORIZED:
        reply["WWW-Authenticate"] = "Bearer"
    return reply
