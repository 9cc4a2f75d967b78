"""``salon results`` and ``salon publish``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from leaderboard.client import calls
from leaderboard.client.commands.output import ExitCode, Json, command, explain_dashes, print_json, print_table, say
from leaderboard.client.commands.site import site
from leaderboard.client.commands.watching import Key, exit_code
from leaderboard.client.models import SubmissionScore
from leaderboard.domain.text_enum import StrEnum


class Level(StrEnum):
    """How deep the scores go."""

    OVERALL = "overall"
    DIMENSION = "dimension"
    SUB_CAPABILITY = "sub_capability"
    FACET = "facet"


class Scope(StrEnum):
    """Which verdicts count."""

    JUDGED = "judged"
    TARGET = "target"


@command
def results(
    submission: Key,
    level: Annotated[Level, typer.Option(help="The deepest level to show.")] = Level.DIMENSION,
    scope: Annotated[Scope, typer.Option(help="All verdicts, or those on the prompts' target facets.")] = Scope.JUDGED,
    as_json: Json = False,
) -> None:
    """Show a scored submission's means, 0 to 100. With --json: all levels, languages and scopes, at full precision."""
    with site() as salon:
        state = salon.call(calls.show_submission(submission))
        scored = exit_code(state) is ExitCode.DONE
        scores = salon.call(calls.list_submission_scores(submission)) if scored else []
    if as_json:
        print_json({"submission": state, "scores": scores})
    elif scored:
        if state.practice:
            say(f"Practice: {state.progress['images_planned'] // len(state.languages)} prompts of {state.suite}.")
        print_scores(scores, level, scope)
    elif state.is_running:
        say(f"Submission {state.id} has no scores yet: it is in the stage {state.stage}.")
    else:
        say(f"Submission {state.id} has no scores, because it {state.outcome}: {state.cause}")
    raise typer.Exit(exit_code(state))


def print_scores(
    scores: list[SubmissionScore],
    level: Level = Level.DIMENSION,
    scope: Scope = Scope.JUDGED,
    *,
    to: Console | None = None,
) -> None:
    """Print the means in one scope, down to a level."""
    shown = {one.value for one in list(Level)[: list(Level).index(level) + 1]}
    chosen = [score for score in scores if score.level in shown and score.scope == scope.value]
    columns = ("language", "level", "mean", "standard error", "pictures")
    print_table(columns, [_row(score) for score in chosen], to=to)
    explain_dashes(missing=any(score.mean is None for score in chosen))


@command
def publish(
    submission: Key,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Make a scored submission public: it appears in its boards' next releases, and stays listed if it is withdrawn."""
    with site() as salon:
        if not yes:
            state = salon.call(calls.show_submission(submission))
            question = f"Make submission {state.id} of {state.generator} public? This cannot be undone"
            typer.confirm(question, abort=True, err=True)
        state = salon.call(calls.publish_submission(submission))
    if as_json:
        print_json(state)
    else:
        say(f"Submission {state.id} is public: {state.page}")


def _row(score: SubmissionScore) -> tuple[str, ...]:
    names = [name for name in (score.dimension, score.sub_capability, score.facet) if name]
    return (
        score.language,
        " › ".join(names) or "Overall",
        _number(score.mean),
        _number(score.standard_error),
        str(score.images),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
