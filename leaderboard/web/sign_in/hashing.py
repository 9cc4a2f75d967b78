"""Hashing passwords takes 100 MiB and a core each: only a few are hashed at a time, and few more wait for that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

AT_A_TIME = 2
WAITING = 12
"""Further threads that may wait for their turn; more are refused, so that strangers cannot occupy all threads."""


class HashingBusy(Exception):
    """As many passwords are being hashed, or wait for that, as may be."""


_turn = threading.BoundedSemaphore(AT_A_TIME)
_place = threading.BoundedSemaphore(AT_A_TIME + WAITING)


@contextmanager
def _one_of_a_few() -> Iterator[None]:
    if not _place.acquire(blocking=False):
        raise HashingBusy
    try:
        with _turn:
            yield
    finally:
        _place.release()


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """Argon2 as Django has it, for a bounded number of passwords at a time in this process.

    Raises:
        HashingBusy: from ``encode`` and ``verify``.
    """

    def encode(self, password: str, salt: str) -> str:
        with _one_of_a_few():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _one_of_a_few():
            return super().verify(password, encoded)


class BusyMiddleware:
    """Answers HashingBusy with 503: the reader tries again in a few seconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls it when a view raises."""
        if not isinstance(exception, HashingBusy):
            return None
        return HttpResponse(
            _("Too many people are signing in at the moment. Try again in a few seconds."),
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "5"},
        )
