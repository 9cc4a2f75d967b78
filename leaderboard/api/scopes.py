"""Which scope of a token each call of the API needs: the one place that decides it.

A new call needs nothing here: reading ones need ``read``, all others ``submit``. Only a call that decides what
people outside the team see, or who belongs to a team, or that concerns the person's own data, is named in
``EXCEPTIONS``, by its method and its path in the description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from leaderboard.pipeline.accounts import Scope

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})

EXCEPTIONS: Final[Mapping[tuple[str, str], Scope]] = {
    ("POST", "/submissions/{key}/publish"): Scope.PUBLISH,
    ("POST", "/submissions/{key}/withdraw"): Scope.PUBLISH,
    ("POST", "/account/export"): Scope.ACCOUNT,
    ("GET", "/account/export"): Scope.ACCOUNT,
    ("GET", "/account/export/{key}"): Scope.ACCOUNT,
    ("POST", "/share-links"): Scope.PUBLISH,
    ("POST", "/teams"): Scope.PUBLISH,
    ("PATCH", "/teams/{key}"): Scope.PUBLISH,
    ("DELETE", "/teams/{key}"): Scope.PUBLISH,
    ("PUT", "/teams/{key}/members/{member}"): Scope.PUBLISH,
    ("DELETE", "/teams/{key}/members/{member}"): Scope.PUBLISH,
    ("POST", "/teams/{key}/invitations"): Scope.PUBLISH,
    ("DELETE", "/teams/{key}/invitations/{invitation}"): Scope.PUBLISH,
}
"""The calls whose scope does not follow from their method."""


def scope_of(method: str, path: str) -> Scope:
    """The scope that a call needs.

    Args:
        method: in capitals. path: as in the description, such as "/api/v1/teams/{key}".
    """
    return EXCEPTIONS.get((method, path.partition("/api/v1")[2])) or (
        Scope.READ if method in _READING else Scope.SUBMIT
    )


def described_path(route: str) -> str:
    """A route of Django's URL map as the description writes it: "api/v1/teams/<int:key>" as "/api/v1/teams/{key}"."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{route}")
