"""``salon cancel``."""

from __future__ import annotations

from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, say
from leaderboard.client.commands.site import site
from leaderboard.client.commands.watching import Key
from leaderboard.client.models import Submission


@command
def cancel(
    submission: Key,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """End a waiting or running submission. The quota is refunded if nothing of it has been judged yet."""
    with site() as salon:
        promised = False
        if not yes:
            state = salon.call(calls.show_submission(submission))
            promised = _judge_calls(state) == 0
            typer.confirm(_question(state, refund=promised), abort=True, err=True)
        state = salon.call(calls.cancel_submission(submission, only_with_refund=promised))
    if as_json:
        print_json(state)
    else:
        quota = "was refunded" if state.progress.get("quota_refunded") else "was not refunded"
        say(f"Submission {state.id} is cancelled. Its quota {quota}.")


def _question(state: Submission, *, refund: bool) -> str:
    quota = "Its quota is refunded" if refund else f"Its quota is not refunded: {_judge_calls(state)} calls are judged"
    return f"Cancel submission {state.id} of {state.generator}? {quota}"


def _judge_calls(state: Submission) -> int:
    return int(state.progress.get("calls_recorded", 0))
