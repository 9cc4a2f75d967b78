"""Which scope of a token each call of the API needs: the one place that decides it.

A new call needs nothing here: reading ones need ``read``, all others ``submit``. Only a call that decides what the
public sees, or who belongs to a team, is named in ``EXCEPTIONS``, by its method and the name of its function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leaderboard.pipeline.accounts import Scope

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})

EXCEPTIONS: Final[Mapping[tuple[str, str], Scope]] = {
    ("POST", "publish_submission"): Scope.PUBLISH,
    ("POST", "withdraw_submission"): Scope.PUBLISH,
    ("POST", "create_team"): Scope.PUBLISH,
    ("PATCH", "rename_team"): Scope.PUBLISH,
    ("DELETE", "delete_team"): Scope.PUBLISH,
    ("PUT", "change_member"): Scope.PUBLISH,
    ("DELETE", "remove_member"): Scope.PUBLISH,
    ("POST", "invite_member"): Scope.PUBLISH,
    ("DELETE", "revoke_invitation"): Scope.PUBLISH,
}
"""The calls whose scope does not follow from their method."""


def scope_of(method: str, name: str) -> Scope:
    """The scope that a call needs.

    Args:
        method: in capitals. name: of the call's function, which is also its operation's name in the description.
    """
    return EXCEPTIONS.get((method, name)) or (Scope.READ if method in _READING else Scope.SUBMIT)
