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
    """Authentication by API token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's owner; None makes ninja refuse the request."""
        return user_for_token(token)


class _NoToken(AnonymousUser):
    """A caller without a token. It is truthy because ninja takes a falsy result for a refusal."""

    def __bool__(self) -> bool:
        return True


def _without_token(request: HttpRequest) -> Visitor | None:
    # An invalid token is refused, not ignored: otherwise its owner would not see their own submissions and not know
    # why.
    return None if "Authorization" in request.headers else _NoToken()


ANYBODY = [TokenAuth(), _without_token]
"""Authentication of calls that show public data to everyone, and the caller's own data with a token."""


def person(request: HttpRequest) -> User:
    """The token's owner, in a view behind TokenAuth."""
    user: User = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return user


def visitor(request: HttpRequest) -> Visitor:
    """The caller, in a view behind ANYBODY."""
    asking: Visitor = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return asking
