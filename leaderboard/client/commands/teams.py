"""``salon teams``: the teams that you belong to, their members and invitations."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, print_table, say
from leaderboard.client.commands.site import site, team_named
from leaderboard.client.models import InvitationIn, TeamIn

app = typer.Typer(help="Your teams, their members and invitations.", no_args_is_help=True)

TeamName = Annotated[str, typer.Argument(help="The name or number of the team.")]


@app.command("list")
@command
def list_teams(as_json: Json = False) -> None:
    """List the teams that you belong to, with what is left of their quotas."""
    with site() as salon:
        found = salon.call(calls.list_teams())
    if as_json:
        print_json(found)
    else:
        print_table(
            ("id", "team", "your role", "submissions left"),
            [
                (t.id, t.name or "your own space", t.role, f"{t.submissions_left} of {t.submission_quota}")
                for t in found
            ],
        )


@app.command("show")
@command
def show_team(team: TeamName, as_json: Json = False) -> None:
    """Show a team's members, and to its owners the open invitations."""
    with site() as salon:
        detail = salon.call(calls.show_team(team_named(salon, team).id))
    if as_json:
        print_json(detail)
        return
    print_table(("id", "member", "role"), [(member.id, member.email, member.role) for member in detail.members])
    if detail.invitations:
        print_table(
            ("id", "invited", "role", "valid until"),
            [(each.id, each.email, each.role, f"{each.expires_at:%Y-%m-%d %H:%M} UTC") for each in detail.invitations],
        )


@app.command("create")
@command
def create_team(name: Annotated[str, typer.Argument(help="The team's name.")], as_json: Json = False) -> None:
    """Create a team, which you own. The token needs the scope `publish`."""
    with site() as salon:
        team = salon.call(calls.create_team(TeamIn(name=name)))
    if as_json:
        print_json(team)
    else:
        say(f"Created the team {team.name} with the number {team.id}.")


@app.command("invite")
@command
def invite(
    team: TeamName,
    email: Annotated[str, typer.Argument(help="The email address of the person to invite.")],
    role: Annotated[Literal["owner", "member", "reader"], typer.Option(help="What the person may do.")] = "member",
    as_json: Json = False,
) -> None:
    """Invite somebody by mail. The link is valid for 7 days, for that email address only."""
    with site() as salon:
        sent = salon.call(calls.invite_member(team_named(salon, team).id, InvitationIn(email=email, role=role)))
    if as_json:
        print_json(sent)
    elif sent.is_mailed:
        say(f"Invited {sent.email} as {sent.role}; the link was mailed.")
    else:
        say(f"Invited {sent.email} as {sent.role}. No mail was sent: pass this link on yourself:\n{sent.link}")
