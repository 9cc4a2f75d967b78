"""``salon repeat``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.endpoints import json_object
from leaderboard.client.commands.output import Json, command, print_json, print_json_line, print_table, say
from leaderboard.client.commands.site import site
from leaderboard.client.commands.watching import Key, exit_code, follow
from leaderboard.client.errors import BadInput
from leaderboard.client.models import Missing, RepeatIn


@command
def repeat(
    submission: Key,
    base_url: Annotated[str, typer.Option(help="The same base URL as before; needed if it contains a secret.")] = "",
    api_key_env: Annotated[
        str, typer.Option(help="The environment variable that has the endpoint's API key.")
    ] = "SALON_ENDPOINT_KEY",
    extra: Annotated[str, typer.Option(help="The further parameters of each call, as a JSON object.")] = "{}",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Show the progress until the submission ends.")] = False,
    as_json: Json = False,
) -> None:
    """Request the missing pictures of an ended submission again, within a day and from the same endpoint."""
    with site() as salon:
        missing = salon.call(calls.show_missing(submission))
        if missing.refusal:
            raise BadInput(f"submission {submission}: {missing.refusal}")
        if not yes:
            _show(missing)
            question = f"Request the pictures above again (round {missing.round} of {missing.rounds})?"
            typer.confirm(f"{question} This costs no quota", abort=True, err=True)
        endpoint = RepeatIn(
            base_url=base_url or missing.base_url,
            api_key=os.environ.get(api_key_env, ""),
            extra=json_object(extra),
        )
        state = salon.call(calls.repeat_missing(submission, endpoint))
        if as_json:
            (print_json_line if watch else print_json)(state)
        else:
            say(f"Submission {state.id} requests its missing pictures again: {state.page}")
        if watch:
            raise typer.Exit(exit_code(follow(salon, state.id, None, as_json=as_json)))


def _show(missing: Missing) -> None:
    rows = [(picture.prompt, picture.language, picture.cause) for picture in missing.pictures]
    print_table(("prompt", "language", "why it is missing"), rows)
