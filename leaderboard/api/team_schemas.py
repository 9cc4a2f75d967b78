"""Schemas of teams, their members and invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field, Schema
from pydantic import AfterValidator

from leaderboard.api.fields import Name
from leaderboard.api.request_schema import RequestSchema

RoleName = Annotated[
    Literal["owner", "member", "reader"],
    Field(description="Owners decide who belongs to the team, members submit and publish, readers only read."),
]


def _check_email(value: str) -> str:
    try:
        validate_email(value.strip())
    except ValidationError:
        raise ValueError("an email address such as anna@example.org is expected") from None
    return value.strip()


class TeamIn(RequestSchema):
    """A team's name."""

    name: Name


class TeamOut(Schema):
    """A team that you belong to, your ``role`` in it, and its quota."""

    id: int
    name: str = Field(description='"" for your own space.')
    personal: bool = Field(description="Whether it is your own space, of which you are the only member.")
    role: RoleName
    submission_quota: int = Field(description="Submissions that the team has in a window of days.")
    submissions_left: int


class MemberIn(RequestSchema):
    """A member's new role."""

    role: RoleName


class MemberOut(Schema):
    """A member; ``id`` is the person's."""

    id: int
    email: str
    role: RoleName
    since: datetime


class InvitationIn(RequestSchema):
    """Whom to invite."""

    email: Annotated[str, Field(max_length=254), AfterValidator(_check_email)]
    role: RoleName = "member"


class InvitationOut(Schema):
    """An open invitation."""

    id: int
    email: str
    role: RoleName
    created_at: datetime
    expires_at: datetime


class InvitationSentOut(InvitationOut):
    """A new invitation; pass its ``link`` on yourself if it was not mailed. The link is shown only now."""

    link: str
    is_mailed: bool


class TeamDetailOut(TeamOut):
    """A team with its members, and for owners its open invitations."""

    members: list[MemberOut]
    invitations: list[InvitationOut]
