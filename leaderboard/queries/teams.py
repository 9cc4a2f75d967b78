"""Teams and their members as pages and the API show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from leaderboard.models import Membership, Role, Team, User, personal_team
from leaderboard.queries.visibility import changed_teams, own_teams


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """A team that a person belongs to, in which role, and how many belong to it."""

    team: Team
    role: Role
    members: int


def own_team(user: User, team_id: int) -> Team | None:
    """One of a person's teams, the personal one included."""
    return own_teams(user).filter(pk=team_id).first()


def acting_team(user: User) -> Team:
    """The team that is meant when none is named: the token's only one, otherwise the person's own space."""
    return personal_team(user) if user.only_team is None else Team.objects.get(pk=user.only_team)


def teams_with_roles(user: User) -> list[OwnTeam]:
    """All teams of a person, the personal one first; in two queries."""
    roles = dict(Membership.objects.filter(user=user).values_list("team", "role"))
    teams = own_teams(user).annotate(member_count=Count("memberships"))
    return [OwnTeam(team, Role(roles[team.pk]), getattr(team, "member_count", 0)) for team in teams]


def is_owner(user: User, team: Team) -> bool:
    """Whether the person owns the team now."""
    return Membership.objects.filter(user=user, team=team, role=Role.OWNER).exists()


def members_of(team: Team) -> list[Membership]:
    """The members with their accounts, in the order in which they joined."""
    return list(team.memberships.select_related("user").order_by("since", "pk"))


def usable_teams(user: User) -> list[Team]:
    """The teams for which a person can submit, the personal one first."""
    return list(changed_teams(user))
