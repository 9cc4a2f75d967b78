"""``salon check``: what the site would say about a folder or zip of pictures, before a byte is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leaderboard.client.commands import pictures as given
from leaderboard.client.commands.output import ExitCode, Json, command, print_json
from leaderboard.client.commands.pictures import MappingOption, OrderOption, Source
from leaderboard.client.commands.site import languages_of, site, suite_named
from leaderboard.client.commands.suites import Languages, PracticeOption, SamplesOption

SuiteOption = Annotated[str, typer.Option("--suite", help="As `salon suites` lists it, such as core/1.")]
Pictures = Annotated[
    Path, typer.Argument(metavar="FOLDER|ZIP", help="Pictures named by prompt, such as p001.en.png or en/p001.png.")
]
Table = Annotated[
    bool, typer.Option("--table", help="Show all files with their prompts, not only those with unusual names.")
]


@command
def check(
    pictures: Pictures,
    suite: SuiteOption,
    lang: Languages = None,
    practice: PracticeOption = False,
    pictures_per_prompt: SamplesOption = 1,
    order: OrderOption = None,
    mapping: MappingOption = None,
    table: Table = False,
    as_json: Json = False,
) -> None:
    """Check a folder or zip of pictures by the rules of the site, without sending it."""
    source = Source(pictures, order, mapping, pictures_per_prompt)
    with site() as salon:
        chosen = suite_named(salon, suite)
        languages, wanted = languages_of(chosen, lang), given.prompts_of(salon, chosen, practice=practice)
    folder = source.folder(wanted, languages)
    found = given.check(folder or pictures, wanted, languages, quiet=as_json, samples=pictures_per_prompt)
    if as_json:
        print_json(given.as_json(found, folder))
    else:
        given.show(found)
        if folder and (table or folder.matching.needs_confirmation):
            given.show_table(folder, whole=table)
    if not found.accepted:
        raise typer.Exit(ExitCode.NEGATIVE)
