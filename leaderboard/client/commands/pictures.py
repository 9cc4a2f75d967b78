"""What commands share that take a folder or zip of pictures: the options, the check, its report, and the table."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from leaderboard.client import bundles, folders
from leaderboard.client.commands import suites
from leaderboard.client.commands.output import err, print_table, say
from leaderboard.client.commands.progress import Lines
from leaderboard.client.errors import BadInput
from leaderboard.client.folders import Folder, Order
from leaderboard.client.models import Prompt, Suite
from leaderboard.client.salon import Salon
from leaderboard.domain.submission.bundle import FAULT_LABELS, BundleFaultKind

_MOST_LINES = 50
_MOST_TEXT = 60
_FITTING = re.compile(r"(\S+) \(([A-Za-z-]+)[,)]")
"""The prompts and languages that a fault of kind AMBIGUOUS names."""

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

    def folder(self, wanted: Wanted, languages: list[str]) -> Folder | None:
        """The folder with its files matched to prompts; None for a zip.

        Raises:
            BadInput: if it cannot be read, or options are given that a zip does not take.
        """
        if not self.path.is_file():
            return self.matched(wanted, languages)
        if self.order or self.mapping:
            raise BadInput("--order and --mapping are for folders; unpack the zip first")
        return None

    def matched(self, wanted: Wanted, languages: list[str]) -> Folder:
        """The folder with its files matched to prompts. Raises: BadInput: if it cannot be read."""
        found = folders.match(
            self.path,
            wanted.prompts,
            languages,
            order=self.order,
            mapping=self.mapping,
            samples=self.samples,
            suite_prompts=wanted.of_suite,
        )
        if found.left_out:
            say(f"Practice: pictures of other prompts that are left out: {found.left_out}.")
        return found


@dataclass(frozen=True)
class Wanted:
    """The prompts that need pictures, and all of the suite."""

    prompts: list[Prompt]
    of_suite: list[Prompt]


def prompts_of(salon: Salon, suite: Suite, *, practice: bool = False) -> Wanted:
    """The prompts of a suite, or of its practice subset.

    Raises:
        BadInput: if the suite is hidden, and so takes no pictures.
    """
    if suite.hidden:
        raise BadInput(f"the prompts of {suite.name} are hidden; submit an endpoint instead of pictures")
    return Wanted(*suites.prompts_of(salon, suite, practice=practice))


def check(
    source: Path | Folder, wanted: Wanted, languages: list[str], *, quiet: bool, samples: int = 1
) -> bundles.Checked:
    """Check a zip or a matched folder, with a progress bar unless ``quiet``.

    Args:
        samples: how many pictures per prompt a zip has to have; a folder has it.
    """
    total = source.expected if isinstance(source, Folder) else len(wanted.prompts) * len(languages) * samples
    lines = Lines(f"Checking {total} pictures.", quiet=quiet)
    with Progress(console=err, disable=quiet or not err.is_terminal, transient=True) as progress:
        task = progress.add_task("Checking", total=total)

        def checked(done: int) -> None:
            progress.update(task, completed=done)
            lines.show(f"Checked {done} of {total} pictures.")

        if isinstance(source, Folder):
            return folders.check(source, checked)
        return bundles.check(source, [prompt.key for prompt in wanted.prompts], languages, checked, samples)


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
    return told | {
        "needs_confirmation": folder.matching.needs_confirmation,
        "left_out": folder.left_out,
        "pictures": matches,
    }


def show_table(folder: Folder, *, whole: bool) -> None:
    """Print which file is for which prompt: all, or only those whose names leave room for a mistake."""
    several = folder.samples > 1
    rows = [
        (slot.prompt_key, slot.language, *([str(slot.sample + 1)] if several else []), _short(text), file)
        for slot, text, file in folder.rows()
        if whole or folder.matching.matches[slot].is_unusual
    ]
    left = len(folder.matching.matches) - len(rows)
    if left:
        say(f"Names that are not prompt keys: {len(rows)}. Not shown, because their names say it: {left} (--table).")
    print_table(("prompt", "language", *(["sample"] if several else []), "text", "file"), rows)


def show(found: bundles.Checked) -> None:
    """Print a report: the faults, the warnings, and what the pictures' metadata reveals."""
    report = found.report
    lines = [*report["faults"], *report["warnings"]]
    if lines:
        rows = [(FAULT_LABELS[line["kind"]], line["file"], line["message"]) for line in lines[:_MOST_LINES]]
        print_table(("problem", "file", "what to do"), rows)
    for hint in hints(report):
        say(hint)
    if len(lines) > _MOST_LINES:
        say(f"… and {len(lines) - _MOST_LINES} more; --json lists them all.")
    for kind, pictures in found.metadata.items():
        say(f"Metadata: pictures that name a {kind}: {pictures}; --strip-metadata removes that when you submit.")
    say(f"Pictures: {report['pictures']} of {report['expected']}. Files ignored: {report['ignored_count']}.")
    faults = len(report["faults"])
    say("The site would accept them." if found.accepted else f"The site would reject them; faults: {faults}.")


def hints(report: dict[str, Any]) -> list[str]:
    """The options that make faults of names vanish, each as a question."""
    faults = report["faults"]
    kinds = report["counts"]
    found = []
    if any(_fits_languages(fault) for fault in faults):
        found.append("Are the pictures for prompts in one language only? Add --lang, such as --lang en.")
    if BundleFaultKind.DUPLICATE in kinds:
        found.append(
            "Are there several pictures per prompt? Name them p001.en.png, p001.en.2.png and so on, and add "
            "--pictures-per-prompt 2."
        )
    if any("order of the prompts if" in fault["message"] for fault in faults):
        found.append("Are the files numbered in the order of the prompts? Add --order prompts.")
    return found


def _fits_languages(fault: dict[str, Any]) -> bool:
    """Whether a name fits the same prompt in several languages."""
    fitting = _FITTING.findall(fault["message"]) if fault["kind"] == BundleFaultKind.AMBIGUOUS else []
    return len({key for key, _language in fitting}) < len(set(fitting))


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
    show_table(folder, whole=False)
    typer.confirm("Is each file for the prompt beside it?", abort=True, err=True)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
