"""``salon submissions``: your own submissions, private ones too."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, print_table, say
from leaderboard.client.commands.site import generator_named, site
from leaderboard.client.models import PublicSubmission
from leaderboard.domain.text_enum import StrEnum


class Outcome(StrEnum):
    """How submissions end; RUNNING ones have not."""

    RUNNING = "running"
    SCORED = "scored"
    REJECTED = "rejected"
    FAILED = "failed"


@command
def submissions(
    generator: Annotated[str, typer.Option(help="Only of this generator: its name or number.")] = "",
    suite: Annotated[str, typer.Option(help="Only of this suite, such as core/1.")] = "",
    outcome: Annotated[Outcome | None, typer.Option(help="Only with this outcome.")] = None,
    label: Annotated[str, typer.Option(help="Only with this text in the label.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="The most to list.")] = 100,
    as_json: Json = False,
) -> None:
    """List your submissions, the newest first, private ones too."""
    with site() as salon:
        chosen = calls.list_submissions(
            mine=True,
            generator=generator_named(salon, generator).id if generator else None,
            suite=suite or None,
            outcome=outcome.value if outcome else None,
            label=label or None,
        )
        found = list(islice(salon.items(chosen), limit))
    if as_json:
        print_json(found)
    elif found:
        columns = ("submission", "generator", "label", "suite", "languages", "state", "overall", "public", "created")
        print_table(columns, [_row(one) for one in found])
    else:
        say("You have no such submission.")


def _row(one: PublicSubmission) -> tuple[str, ...]:
    state = one.stage if one.outcome == "running" else one.outcome
    public = "withdrawn" if one.withdrawn_at else "yes" if one.public_at else "no"
    label = " · ".join(text for text in (one.label, one.commit) if text)
    languages = ", ".join(one.languages)
    created = f"{one.created_at:%Y-%m-%d %H:%M}"
    return str(one.id), one.name, label, one.suite, languages, state, _overall(one), public, created


def _overall(one: PublicSubmission) -> str:
    """The overall means in the order of the languages; "–" without any."""
    means = [f"{one.overall[language]:.2f}" for language in one.languages if language in one.overall]
    return ", ".join(means) or "–"
