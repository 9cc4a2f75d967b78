"""Confirming who one is before something that cannot be undone: by the password, or by having just signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest

from leaderboard.models import User, clock
from leaderboard.web.sign_in import attempts

_SIGNED_IN_AT = "signed_in_at"

RECENTLY: Final = timedelta(minutes=10)
"""How long ago somebody without a password may have signed in."""


def remember_sign_in(request: HttpRequest) -> None:
    """Note in the session that its person has signed in now."""
    request.session[_SIGNED_IN_AT] = clock.read().timestamp()


def has_just_signed_in(request: HttpRequest) -> bool:
    """Whether the session's person signed in within ``RECENTLY``."""
    since: float = request.session.get(_SIGNED_IN_AT, 0.0)
    return clock.read().timestamp() - since < RECENTLY.total_seconds()


def is_password_of(request: HttpRequest, user: User, password: str) -> bool:
    """Whether the password is right; attempts count as those at signing in.

    Raises:
        TooManyAttempts: the password is not looked at.
    """
    attempts.count_attempt(request, user.email)
    if not user.check_password(password):
        attempts.count_failure(request, user.email)
        return False
    attempts.remember_success(request, user.email)
    return True
