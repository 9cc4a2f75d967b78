"""``salon check``: what the site would say about a folder or zip of pictures, before a byte is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from leaderboard.client import bundles
from leaderboard.client.commands.output import ExitCode, Json, command, err, print_json, print_table, say
from leaderboard.client.commands.site import languages_of, site, suite_named
from leaderboard.client.commands.suites import Languages, PracticeOption, prompts_of
from leaderboard.client.errors import BadInput
from leaderboard.client.models import Suite
from leaderboard.client.salon import Salon
from leaderboard.domain.submission.bundle import FAULT_LABELS

_MOST_LINES = 50

SuiteOption = Annotated[str, typer.Option("--suite", help="As `salon suites` lists it, such as core-v1/1.")]
Pictures = Annotated[Path, typer.Argument(metavar="FOLDER|ZIP", help="Pictures named p001.en.png or en/p001.png.")]


@command
def check(
    pictures: Pictures,
    suite: SuiteOption,
    lang: Languages = None,
    practice: PracticeOption = False,
    as_json: Json = False,
) -> None:
    """Check a folder or zip of pictures by the rules of the site, without sending it."""
    with site() as salon, bundles.as_zip(pictures) as bundle:
        chosen = suite_named(salon, suite)
        found = check_for(salon, chosen, languages_of(chosen, lang), bundle, practice=practice, quiet=as_json)
    if as_json:
        print_json({"accepted": found.accepted, "report": found.report, "metadata": found.metadata})
    else:
        show(found)
    if not found.accepted:
        raise typer.Exit(ExitCode.NEGATIVE)


def check_for(
    salon: Salon, suite: Suite, languages: list[str], bundle: Path, *, practice: bool = False, quiet: bool
) -> bundles.Checked:
    """Check a zip for a suite or its practice subset, with a progress bar unless ``quiet``.

    Raises:
        BadInput: if the suite is hidden, and so takes no pictures.
    """
    if suite.hidden:
        raise BadInput(f"the prompts of {suite.name} are hidden; submit an endpoint instead of pictures")
    keys = [prompt.key for prompt in prompts_of(salon, suite, practice=practice)]
    with Progress(console=err, disable=quiet or not err.is_terminal, transient=True) as progress:
        task = progress.add_task("Checking", total=len(keys) * len(languages))
        return bundles.check(bundle, keys, languages, lambda done: progress.update(task, completed=done))


def show(found: bundles.Checked) -> None:
    """Print a report: the faults, the warnings, and what the pictures' metadata reveals."""
    report = found.report
    lines = [*report["faults"], *report["warnings"]]
    if lines:
        rows = [(FAULT_LABELS[line["kind"]], line["file"], line["message"]) for line in lines[:_MOST_LINES]]
        print_table(("problem", "file", "what to do"), rows)
    if len(lines) > _MOST_LINES:
        say(f"… and {len(lines) - _MOST_LINES} more; --json lists them all.")
    for kind, pictures in found.metadata.items():
        say(f"Metadata: {pictures} pictures name a {kind}; --strip-metadata removes that when you submit.")
    say(f"Pictures: {report['pictures']} of {report['expected']}. Files ignored: {report['ignored_count']}.")
    faults = len(report["faults"])
    say("The site would accept them." if found.accepted else f"The site would reject them; faults: {faults}.")
