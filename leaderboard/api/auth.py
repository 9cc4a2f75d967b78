"""API tokens: ``Authorization: Bearer salon_…``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import HttpBearer

from leaderboard.api.scopes import described_path, scope_of
from leaderboard.pipeline.accounts import active_token, check_scope
from leaderboard.queries.visibility import Visitor

if TYPE_CHECKING:
    from leaderboard.models import User


class TokenAuth(HttpBearer):
    """Authentication by API token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's user; None makes ninja refuse the request.

        Raises:
            LacksScope: if the token may not be used for this call.
        """
        row = active_token(token)
        if row is None:
            return None
        match = request.resolver_match
        check_scope(row, scope_of(request.method or "", described_path((match and match.route) or "")))
        return row.user


class _NoToken(AnonymousUser):
    """A caller without a token. It is truthy because ninja takes a falsy result for a refusal."""

    def __bool__(self) -> bool:
        return True


def without_token(request: HttpRequest) -> Visitor | None:
    """A visitor, if the request has no token.

    An invalid token is refused, not ignored: otherwise its owner would not see their own submissions and not know why.
    """
    return None if "Authorization" in request.headers else _NoToken()


ANYBODY = [TokenAuth(), without_token]
"""Authentication of calls that show public data to everyone, and the caller's own data with a token."""


def person(request: HttpRequest) -> User:
    """The token's user, in a view behind TokenAuth."""
    user: User = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return user


def visitor(request: HttpRequest) -> Visitor:
    """The caller, in a view behind ANYBODY."""
    asking: Visitor = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return asking
