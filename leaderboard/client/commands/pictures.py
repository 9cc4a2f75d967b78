"""What commands share that take a folder or zip of pictures: the options, the check, its report, and the table."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from leaderboard.client import bundles, folders
from leaderboard.client.commands import suites
from leaderboard.client.commands.output import err, print_table, say
from leaderboard.client.errors import BadInput
from leaderboard.client.folders import Folder, Order
from leaderboard.client.models import Prompt, Suite
from leaderboard.client.salon import Salon
from leaderboard.domain.submission.bundle import FAULT_LABELS

_MOST_LINES = 50
_MOST_TEXT = 60

OrderOption = Annotated[
    Order | None, typer.Option("--order", help="“prompts”: the files are numbered in the order of the prompts.")
]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", help="A CSV or JSONL file with the columns file, prompt, language and sample."),
]


@dataclass(frozen=True)
class Source:
    """A folder or zip of pictures for a suite, and how the names of a folder's files are read.

    ``samples``: how many pictures per prompt the submission declares.
    """

    path: Path
    order: Order | None = None
    mapping: Path | None = None
    samples: int = 1

    def folder(self, prompts: list[Prompt], languages: list[str]) -> Folder | None:
        """The folder with its files matched to prompts; None for a zip.

        Raises:
            BadInput: if it cannot be read, or options are given that a zip does not take.
        """
        if not self.path.is_file():
            return self.matched(prompts, languages)
        if self.order or self.mapping:
            raise BadInput("--order and --mapping are for folders; unpack the zip first")
        return None

    def matched(self, prompts: list[Prompt], languages: list[str]) -> Folder:
        """The folder with its files matched to prompts. Raises: BadInput: if it cannot be read."""
        return folders.match(
            self.path, prompts, languages, order=self.order, mapping=self.mapping, samples=self.samples
        )


def prompts_of(salon: Salon, suite: Suite, *, practice: bool = False) -> list[Prompt]:
    """The prompts of a suite, or of its practice subset.

    Raises:
        BadInput: if the suite is hidden, and so takes no pictures.
    """
    if suite.hidden:
        raise BadInput(f"the prompts of {suite.name} are hidden; submit an endpoint instead of pictures")
    return suites.prompts_of(salon, suite, practice=practice)


def check(
    source: Path | Folder, prompts: list[Prompt], languages: list[str], *, quiet: bool, samples: int = 1
) -> bundles.Checked:
    """Check a zip or a matched folder, with a progress bar unless ``quiet``.

    Args:
        samples: how many pictures per prompt a zip has to have; a folder has it.
    """
    with Progress(console=err, disable=quiet or not err.is_terminal, transient=True) as progress:
        total = source.expected if isinstance(source, Folder) else len(prompts) * len(languages) * samples
        task = progress.add_task("Checking", total=total)
        if isinstance(source, Folder):
            return folders.check(source, lambda done: progress.update(task, completed=done))
        keys = [prompt.key for prompt in prompts]
        return bundles.check(source, keys, languages, lambda done: progress.update(task, completed=done), samples)


def as_json(found: bundles.Checked, folder: Folder | None) -> dict[str, Any]:
    """A report as JSON, for a folder with the file of each picture."""
    told: dict[str, Any] = {"accepted": found.accepted, "report": found.report, "metadata": found.metadata}
    if folder is None:
        return told
    matches = [
        {
            "prompt": slot.prompt_key,
            "language": slot.language,
            "sample": slot.sample + 1,
            "file": match.file,
            "how": match.how.value,
        }
        for slot, match in folder.matching.matches.items()
    ]
    return told | {"needs_confirmation": folder.matching.needs_confirmation, "pictures": matches}


def show_table(folder: Folder) -> None:
    """Print which file is for which prompt."""
    several = folder.samples > 1
    rows = [
        (slot.prompt_key, slot.language, *([str(slot.sample + 1)] if several else []), _short(text), file)
        for slot, text, file in folder.rows()
    ]
    print_table(("prompt", "language", *(["sample"] if several else []), "text", "file"), rows)


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
        say(f"Metadata: pictures that name a {kind}: {pictures}; --strip-metadata removes that when you submit.")
    say(f"Pictures: {report['pictures']} of {report['expected']}. Files ignored: {report['ignored_count']}.")
    faults = len(report["faults"])
    say("The site would accept them." if found.accepted else f"The site would reject them; faults: {faults}.")


def confirm(folder: Folder, *, yes: bool, quiet: bool) -> None:
    """Show the table and ask, if the names leave room for a mistake, unless ``yes``.

    Raises:
        BadInput: if nobody can be asked.
    """
    if yes or not folder.matching.needs_confirmation:
        return
    if quiet or not sys.stdin.isatty():
        raise BadInput(
            "the names of some files are not prompt keys; look at the table of `salon check`, and repeat this with "
            "--yes if it is right"
        )
    show_table(folder)
    typer.confirm("Is each file for the prompt beside it?", abort=True, err=True)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
