"""The choice of one of an author's teams, for lists of what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from leaderboard.models import Team
from leaderboard.queries.visibility import own_teams
from leaderboard.web.http.requests import AuthorRequest

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """The ``teams`` to choose from, by id and name (empty for an account without a team), and the ``chosen`` one."""

    teams: tuple[tuple[int, str], ...]
    chosen: int | None

    def of(self, rows: QuerySet[Row], path: str) -> QuerySet[Row]:
        """The rows of the chosen team; all without a choice."""
        return rows if self.chosen is None else rows.filter(**{path: self.chosen})


def team_choice(request: AuthorRequest) -> TeamChoice:
    """What ``?team=`` in the address chooses; another person's team chooses nothing."""
    teams = list(own_teams(request.user))
    if len(teams) < 2:  # nothing to choose
        return TeamChoice((), None)
    asked = request.GET.get("team", "")
    chosen = next((team.pk for team in teams if str(team.pk) == asked), None)
    return TeamChoice(tuple((team.pk, team_label(team)) for team in teams), chosen)


def team_label(team: Team) -> str:
    """A team's name as its members read it."""
    return team.name or _("Own space")
