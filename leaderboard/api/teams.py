"""Teams: members and their roles, invitations by mail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.team_schemas import (
    InvitationIn,
    InvitationSentOut,
    MemberIn,
    TeamDetailOut,
    TeamIn,
    TeamOut,
)
from leaderboard.pipeline import invitations, teams
from leaderboard.pipeline.teams import Role
from leaderboard.pipeline.work.quota import allowed, quota_state
from leaderboard.queries.teams import OwnTeam, members_of, teams_with_roles
from leaderboard.queries.visibility import own_teams
from leaderboard.web.http.own_address import absolute

if TYPE_CHECKING:
    from leaderboard.models import Invitation, Membership, Team

router = Router(auth=TokenAuth(), tags=["teams"])


@router.get("/teams", response=list[TeamOut])
def list_teams(request: HttpRequest) -> Any:
    """The teams that you belong to, your own space first."""
    return [_out(own) for own in teams_with_roles(person(request))]


@router.post("/teams", response={201: TeamDetailOut})
def create_team(request: HttpRequest, payload: TeamIn) -> Any:
    """Create a team, which you own."""
    return Status(201, _detail(request, teams.create(payload.name, person(request))))


@router.get("/teams/{key}", response=TeamDetailOut)
def show_team(request: HttpRequest, key: int) -> Any:
    """One of your teams with its members; owners also see its open invitations."""
    return _detail(request, _own(request, key))


@router.patch("/teams/{key}", response=TeamDetailOut)
def rename_team(request: HttpRequest, key: int, payload: TeamIn) -> Any:
    """Give a team that you own another name."""
    teams.rename(_own(request, key), payload.name, person(request))
    return _detail(request, _own(request, key))


@router.delete("/teams/{key}", response={204: None})
def delete_team(request: HttpRequest, key: int) -> Any:
    """Delete a team that you own and that has no generators."""
    teams.delete_team(_own(request, key), person(request))
    return Status(204, None)


@router.put("/teams/{key}/members/{member}", response=TeamDetailOut)
def change_member(request: HttpRequest, key: int, member: int, payload: MemberIn) -> Any:
    """Give a member of a team that you own another role."""
    teams.change_role(_own(request, key), member, Role(payload.role), person(request))
    return _detail(request, _own(request, key))


@router.delete("/teams/{key}/members/{member}", response={204: None})
def remove_member(request: HttpRequest, key: int, member: int) -> Any:
    """Remove a member from a team that you own, or leave the team yourself."""
    teams.remove(_own(request, key), member, person(request))
    return Status(204, None)


@router.post("/teams/{key}/invitations", response={201: InvitationSentOut})
def invite_member(request: HttpRequest, key: int, payload: InvitationIn) -> Any:
    """Invite somebody by mail to a team that you own. The link is valid for 7 days, for that email address only."""
    link_of = partial(absolute, request, "team-join")
    sent = invitations.invite(_own(request, key), payload.email, Role(payload.role), person(request), link_of)
    return Status(201, _invitation(sent.invitation) | {"link": sent.link, "is_mailed": sent.is_mailed})


@router.delete("/teams/{key}/invitations/{invitation}", response={204: None})
def revoke_invitation(request: HttpRequest, key: int, invitation: int) -> Any:
    """Make an invitation invalid."""
    invitations.revoke(_own(request, key), invitation, person(request))
    return Status(204, None)


def _own(request: HttpRequest, key: int) -> Team:
    return get_object_or_404(own_teams(person(request)), pk=key)


def _out(own: OwnTeam) -> dict[str, Any]:
    team = own.team
    return {
        "id": team.pk,
        "name": team.name,
        "personal": team.personal_of_id is not None,
        "role": own.role,
        "submission_quota": allowed(team),
        "submissions_left": quota_state(team).left,
    }


def _detail(request: HttpRequest, team: Team) -> dict[str, Any]:
    own = next(own for own in teams_with_roles(person(request)) if own.team == team)
    opened = invitations.open_invitations(team) if own.role == Role.OWNER else []
    return _out(own) | {
        "members": [_member(membership) for membership in members_of(team)],
        "invitations": [_invitation(invitation) for invitation in opened],
    }


def _member(membership: Membership) -> dict[str, Any]:
    return {
        "id": membership.user_id,
        "email": membership.user.email,
        "role": membership.role,
        "since": membership.since,
    }


def _invitation(invitation: Invitation) -> dict[str, Any]:
    return {name: getattr(invitation, name) for name in ("id", "email", "role", "created_at", "expires_at")}
