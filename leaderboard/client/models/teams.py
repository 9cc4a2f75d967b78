"""Teams, their members and invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from leaderboard.client.models.base import Object


class Team(Object):
    """A team that you belong to; ``name`` is "" for your own space."""

    id: int
    name: str
    personal: bool
    role: Literal["owner", "member", "reader"]
    submission_quota: int
    submissions_left: int


class Member(Object):
    """A member of a team; ``id`` is the person's."""

    id: int
    email: str
    role: Literal["owner", "member", "reader"]
    since: datetime


class Invitation(Object):
    """An open invitation to a team."""

    id: int
    email: str
    role: Literal["owner", "member", "reader"]
    created_at: datetime
    expires_at: datetime


class SentInvitation(Invitation):
    """A new invitation; pass its link on yourself if it was not mailed."""

    link: str
    is_mailed: bool


class TeamDetail(Team):
    """A team with its members, and for owners its open invitations."""

    members: list[Member]
    invitations: list[Invitation]


class TeamIn(Object):
    """A team's name."""

    name: str


class MemberIn(Object):
    """A member's new role."""

    role: Literal["owner", "member", "reader"]


class InvitationIn(Object):
    """Whom to invite to a team."""

    email: str
    role: Literal["owner", "member", "reader"] = "member"
