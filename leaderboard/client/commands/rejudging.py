"""``salon rejudge``."""

from __future__ import annotations

from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, print_json_line, say
from leaderboard.client.commands.site import site
from leaderboard.client.commands.watching import Key, exit_code, follow
from leaderboard.client.errors import BadInput


@command
def rejudge(
    submission: Key,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Show the progress until the new submission ends.")] = False,
    as_json: Json = False,
) -> None:
    """Have a scored submission's pictures judged under the site's current judge profile, as a new submission."""
    with site() as salon:
        if not yes:
            would = salon.call(calls.foresee_rejudging(submission))
            if would.refusal:
                raise BadInput(f"submission {submission}: {would.refusal}")
            missing = f" ({would.missing_pictures} stay missing)" if would.missing_pictures else ""
            typer.confirm(
                f"Have {would.pictures} pictures{missing} judged under {would.judge_profile}, in about "
                f"{would.judge_calls} judge calls? This costs one submission of your quota",
                abort=True,
                err=True,
            )
        again = salon.call(calls.rejudge_submission(submission))
        if as_json:
            (print_json_line if watch else print_json)(again)
        else:
            say(f"Submission {again.id} has the pictures of {submission}: {again.page}")
            typer.echo(again.id)
        if watch:
            raise typer.Exit(exit_code(follow(salon, again.id, None, as_json=as_json)))
