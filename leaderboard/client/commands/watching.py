"""``salon watch``: a submission's progress until it is scored, fails or is rejected."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from leaderboard.client import calls
from leaderboard.client.commands.output import ExitCode, Json, command, err, print_json_line, say
from leaderboard.client.commands.site import site
from leaderboard.client.models import Submission
from leaderboard.client.salon import Salon

_EVERY_S = 3.0
_SHOWN = ("submission", "generation", "judging", "scoring")
"""What a private submission goes through. Ranking and publishing come after it is made public."""

Key = Annotated[int, typer.Argument(metavar="SUBMISSION", help="The number of the submission.")]
TimeLimit = Annotated[
    float | None, typer.Option("--timeout", min=0, help="Stop watching after so many seconds; the submission goes on.")
]


@command
def watch(submission: Key, timeout: TimeLimit = None, as_json: Json = False) -> None:
    """Show a submission's progress until it ends. With --json, one line whenever something has changed."""
    with site() as salon:
        state = follow(salon, submission, timeout, as_json=as_json)
    raise typer.Exit(exit_code(state))


def follow(salon: Salon, submission: int, timeout: float | None, *, as_json: bool) -> Submission:
    """Print the progress until the submission or the time ends; returns its latest state."""
    ends_at = None if timeout is None else time.monotonic() + timeout
    seen: Submission | None = None
    with _printing(as_json) as show:
        while True:
            state = salon.call(calls.show_submission(submission))
            if state != seen:
                show(state)
                seen = state
            if not state.is_running or (ends_at is not None and time.monotonic() >= ends_at):
                break
            time.sleep(_EVERY_S if ends_at is None else max(0.0, min(_EVERY_S, ends_at - time.monotonic())))
    if not as_json:
        _conclude(state)
    return state


def exit_code(state: Submission) -> ExitCode:
    """DONE when it is scored, UNDECIDED while it runs, NEGATIVE when it failed or was rejected."""
    if state.is_running:
        return ExitCode.UNDECIDED
    return ExitCode.DONE if state.outcome == "scored" else ExitCode.NEGATIVE


@contextmanager
def _printing(as_json: bool) -> Iterator[Callable[[Submission], None]]:
    if as_json:
        yield print_json_line
    elif not err.is_terminal:
        yield lambda state: say(_line(state))
    else:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=err) as progress:
            tasks = {stage: progress.add_task(stage, total=None, start=False) for stage in _SHOWN}

            waiting = progress.add_task("", total=None, start=False, visible=False)

            def show(state: Submission) -> None:
                wait = wait_words(state)
                progress.update(waiting, description=wait, visible=bool(wait))
                for stage in _stages(state):
                    if stage["state"] != "waiting":
                        progress.start_task(tasks[stage["stage"]])
                    progress.update(tasks[stage["stage"]], completed=stage["done"], total=stage["total"])

            yield show


def _stages(state: Submission) -> list[dict[str, Any]]:
    return [stage for stage in state.progress.get("stages", []) if stage["stage"] in _SHOWN]


def _line(state: Submission) -> str:
    parts = [f"{stage['stage']} {stage['done']}/{stage['total']}" for stage in _stages(state)]
    wait = wait_words(state)
    return f"Submission {state.id}: {', '.join(parts)}{f'; {wait}' if wait else ''}"


def wait_words(state: Submission) -> str:
    """A waiting submission's place in the queue, and when it is judged; "" for one that does not wait."""
    turn = state.turn
    if turn is None or not turn.is_waiting:
        return ""
    words = f"place {turn.place} in the queue"
    if turn.begins_in_s is None or turn.ends_in_s is None or turn.ends_by_s is None:
        return f"{words}; no judge is running"
    begins, ends, late = (_about(seconds) for seconds in (turn.begins_in_s, turn.ends_in_s, turn.ends_by_s))
    return f"{words}, judging starts in {begins} and ends in {ends}, rarely later than in {late}"


def _about(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return f"about {max(1, minutes)} min"
    hours = round(seconds / 3600)
    return f"about {hours} h" if hours < 48 else f"about {round(seconds / 86_400)} days"


def _conclude(state: Submission) -> None:
    if state.is_running:
        say(f"Submission {state.id} is still running. See {state.page}, or run `salon watch {state.id}` again.")
    elif state.outcome == "scored":
        say(f"Submission {state.id} is scored. See {state.page}, or run `salon results {state.id}`.")
    else:
        say(f"Submission {state.id} {'was rejected' if state.outcome == 'rejected' else state.outcome}: {state.cause}")
