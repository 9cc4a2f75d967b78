"""API tokens: ``Authorization: Bearer salon_…``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import HttpBearer

from leaderboard.pipeline.accounts import user_for_token
from leaderboard.queries.visibility import Visitor

if TYPE_CHECKING:
    from leaderboard.models import User


class TokenAuth(HttpBearer):
    """Finds the person behind a token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's owner; None refuses the request."""
        return user_for_token(token)


class _NoToken(AnonymousUser):
    """Who sends no token. Ninja takes what is false for a refusal, so this one is true."""

    def __bool__(self) -> bool:
        return True


def _without_token(request: HttpRequest) -> Visitor | None:
    # A token that is wrong is refused, and not taken for none: its owner would wonder where the own submissions are.
    return None if "Authorization" in request.headers else _NoToken()


ANYBODY = [TokenAuth(), _without_token]
"""For calls that show what is public to everybody, and their own to those with a token."""


def person(request: HttpRequest) -> User:
    """Who the token belongs to, in a view behind TokenAuth."""
    user: User = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return user


def visitor(request: HttpRequest) -> Visitor:
    """Who asks, in a view behind ANYBODY."""
    asking: Visitor = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return asking
