"""``salon suites`` and ``salon prompts``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, print_table, say
from leaderboard.client.commands.site import languages_of, site, suite_named
from leaderboard.client.errors import BadInput
from leaderboard.client.models import Prompt, Suite
from leaderboard.client.salon import Salon
from leaderboard.domain.submission.bundle import slots
from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.domain.text_enum import StrEnum

_COLUMNS = ("key", "position", "language", "prompt", "file")

SuiteName = Annotated[str, typer.Argument(metavar="SUITE", help="As `salon suites` lists it, such as core/1.")]
Languages = Annotated[
    list[str] | None, typer.Option("--lang", help="A language of the suite; repeatable. All of them by default.")
]

PracticeOption = Annotated[
    bool, typer.Option("--practice", help="Only the suite's practice subset; see docs/client.md.")
]

SamplesOption = Annotated[
    int,
    typer.Option(
        "--pictures-per-prompt",
        min=1,
        max=MOST_SAMPLES,
        help="How many pictures of each prompt; the second is named p001.en.2.png.",
    ),
]


class Format(StrEnum):
    """File formats of prompts."""

    JSONL = "jsonl"
    CSV = "csv"


@command
def suites(as_json: Json = False) -> None:
    """List the prompt suites."""
    with site() as salon:
        found = salon.call(calls.list_suites())
    if as_json:
        print_json(found)
        return
    rows = [
        (suite.name, suite.title, suite.prompt_count, ", ".join(suite.languages), "yes" if suite.hidden else "no")
        for suite in found
    ]
    print_table(("suite", "title", "prompts", "languages", "hidden"), rows)


@command
def prompts(
    suite: SuiteName,
    lang: Languages = None,
    practice: PracticeOption = False,
    pictures_per_prompt: SamplesOption = 1,
    form: Annotated[Format, typer.Option("--format", help="One JSON object per line, or CSV.")] = Format.JSONL,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
    as_json: Json = False,
) -> None:
    """Write the prompts of a suite, one line per picture that a submission needs, with the name of its file."""
    with site() as salon:
        chosen = suite_named(salon, suite)
        languages = languages_of(chosen, lang)
        found, _of_suite = prompts_of(salon, chosen, practice=practice)
    if as_json:
        print_json(found)
        return
    lines = list(_lines(found, languages, pictures_per_prompt))
    text = _as_text(lines, form)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error}") from error
    say(f"Wrote {len(lines)} prompts of {chosen.name} to {output}.")


def prompts_of(salon: Salon, suite: Suite, *, practice: bool) -> tuple[list[Prompt], list[Prompt]]:
    """The prompts of a suite in order, or those of its practice subset; and those of the whole suite."""
    found = list(salon.items(calls.list_prompts(suite.name)))
    if not practice:
        return found, found
    keys = set(salon.call(calls.show_practice(suite.name)).prompts)
    return [prompt for prompt in found if prompt.key in keys], found


def _lines(found: Sequence[Prompt], languages: Sequence[str], samples: int) -> Iterator[dict[str, Any]]:
    """One line per picture; its ``sample``, from 1, is named only where there are several."""
    prompts = {prompt.key: prompt for prompt in found}
    for slot in slots(prompts, languages, samples):
        prompt = prompts[slot.prompt_key]
        values = (prompt.key, prompt.position, slot.language, prompt.texts[slot.language], slot.file_name)
        line: dict[str, Any] = dict(zip(_COLUMNS, values, strict=True))
        yield line | {"sample": slot.sample + 1} if samples > 1 else line


def _as_text(lines: Sequence[dict[str, Any]], form: Format) -> str:
    if form is Format.JSONL:
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, lines[0] if lines else _COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    return buffer.getvalue()
