"""API tokens: ``Authorization: Bearer salon_…``."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from leaderboard.models import User
from leaderboard.pipeline.accounts import user_for_token


class TokenAuth(HttpBearer):
    """Finds the person behind a token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's owner; None refuses the request."""
        return user_for_token(token)


def person(request: HttpRequest) -> User:
    """Who the token belongs to, in a view behind TokenAuth."""
    user: User = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return user
