"""``salon submit``: an endpoint, a folder or a zip."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from leaderboard.client import bundles, calls, folders, sending
from leaderboard.client.commands import pictures as given
from leaderboard.client.commands.checking import SuiteOption
from leaderboard.client.commands.endpoints import (
    AdapterOption,
    AuthOption,
    BaseUrl,
    ExtraOption,
    KeyOption,
    ModelOption,
    PresetOption,
    SizeOption,
    endpoint_fields,
)
from leaderboard.client.commands.output import ExitCode, Json, command, err, print_json, print_json_line, say
from leaderboard.client.commands.pictures import MappingOption, OrderOption
from leaderboard.client.commands.progress import Lines
from leaderboard.client.commands.results import print_scores
from leaderboard.client.commands.site import generator_named, languages_of, site, suite_named
from leaderboard.client.commands.suites import Languages, PracticeOption, SamplesOption
from leaderboard.client.commands.watching import exit_code, follow
from leaderboard.client.endpoints import EndpointSubmissionIn
from leaderboard.client.errors import BadInput
from leaderboard.client.folders import Folder
from leaderboard.client.models import PictureSetIn, SettingsIn, Submission, SubmissionIn
from leaderboard.client.salon import Salon
from leaderboard.domain.submission.generation_settings import NAMES, read_settings
from leaderboard.domain.texts import FieldFault

app = typer.Typer(help="Submit an endpoint, or a folder or zip of pictures.", no_args_is_help=True)

GeneratorOption = Annotated[str, typer.Option("--generator", help="The name or number of your generator.")]
Strip = Annotated[
    bool, typer.Option("--strip-metadata", help="Store the pictures without their metadata; no pixel changes.")
]
Watch = Annotated[bool, typer.Option("--watch", help="Show the progress until the submission ends.")]
Label = Annotated[str, typer.Option("--label", help="A line by which you recognise the submission.")]
Commit = Annotated[str, typer.Option("--commit", help="A revision of your own code or weights.")]
Notes = Annotated[str, typer.Option("--notes", help="Notes for yourself.")]
Setting = Annotated[
    list[str] | None,
    typer.Option(
        "--setting", metavar="NAME=VALUE", help=f"How the pictures were made; repeatable. {', '.join(NAMES)}."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask which file is for which prompt.")]
NoCheck = Annotated[bool, typer.Option("--no-check", help="Send the pictures without checking them here first.")]


@app.command()
@command
def endpoint(
    base_url: BaseUrl,
    generator: GeneratorOption,
    suite: SuiteOption,
    model: ModelOption,
    lang: Languages = None,
    size: SizeOption = "",
    api_key_env: KeyOption = "SALON_ENDPOINT_KEY",
    auth: AuthOption = "bearer",
    extra: ExtraOption = "{}",
    preset: PresetOption = None,
    adapter_file: AdapterOption = None,
    practice: PracticeOption = False,
    pictures_per_prompt: SamplesOption = 1,
    strip_metadata: Strip = False,
    label: Label = "",
    commit: Commit = "",
    notes: Notes = "",
    setting: Setting = None,
    watch: Watch = False,
    as_json: Json = False,
) -> None:
    """Submit an endpoint: the site requests the pictures of all prompts from it."""
    with site() as salon:
        chosen = suite_named(salon, suite)
        request = EndpointSubmissionIn(
            generator=generator_named(salon, generator).id,
            suite=chosen.name,
            languages=languages_of(chosen, lang),
            strip_metadata=strip_metadata,
            practice=practice,
            pictures_per_prompt=pictures_per_prompt,
            **_stated(label, commit, notes, setting),
            **endpoint_fields(base_url, model, size, api_key_env, auth, extra, preset, adapter_file),
        )
        _submitted(salon, salon.call(calls.submit_endpoint(request)), watch=watch, as_json=as_json)


@app.command()
@command
def folder(
    pictures: Annotated[Path, typer.Argument(metavar="FOLDER", exists=True, file_okay=False)],
    generator: GeneratorOption,
    suite: SuiteOption,
    lang: Languages = None,
    practice: PracticeOption = False,
    pictures_per_prompt: SamplesOption = 1,
    order: OrderOption = None,
    mapping: MappingOption = None,
    yes: Yes = False,
    strip_metadata: Strip = False,
    label: Label = "",
    commit: Commit = "",
    notes: Notes = "",
    setting: Setting = None,
    no_check: NoCheck = False,
    watch: Watch = False,
    as_json: Json = False,
) -> None:
    """Check the pictures of a folder and submit them. Only those that the site does not have are sent."""
    stated = _stated(label, commit, notes, setting)
    with site() as salon:
        chosen = suite_named(salon, suite)
        languages, wanted = languages_of(chosen, lang), given.prompts_of(salon, chosen, practice=practice)
        number = generator_named(salon, generator).id
        found = given.Source(pictures, order, mapping, pictures_per_prompt).matched(wanted, languages)
        checked = folders.unchecked(found) if no_check else given.check(found, wanted, languages, quiet=as_json)
        _need_no_faults(checked, found, as_json=as_json)
        given.confirm(found, yes=yes, quiet=as_json)
        announced, files = folders.announced(found)
        request = PictureSetIn(
            generator=number,
            suite=chosen.name,
            languages=languages,
            strip_metadata=strip_metadata,
            practice=practice,
            pictures_per_prompt=pictures_per_prompt,
            **stated,
            pictures=announced,
            manifest=found.manifest,
        )
        _submitted(salon, send_pictures(salon, request, files, quiet=as_json), watch=watch, as_json=as_json)


@app.command("zip")
@command
def zip_file(
    pictures: Annotated[Path, typer.Argument(metavar="ZIP", exists=True, dir_okay=False)],
    generator: GeneratorOption,
    suite: SuiteOption,
    lang: Languages = None,
    practice: PracticeOption = False,
    pictures_per_prompt: SamplesOption = 1,
    strip_metadata: Strip = False,
    label: Label = "",
    commit: Commit = "",
    notes: Notes = "",
    setting: Setting = None,
    no_check: NoCheck = False,
    watch: Watch = False,
    as_json: Json = False,
) -> None:
    """Check a zip of pictures, and submit it as a bundle."""
    stated = _stated(label, commit, notes, setting)
    with site() as salon:
        chosen = suite_named(salon, suite)
        request = SubmissionIn(
            generator=generator_named(salon, generator).id,
            suite=chosen.name,
            languages=languages_of(chosen, lang),
            strip_metadata=strip_metadata,
            practice=practice,
            pictures_per_prompt=pictures_per_prompt,
            **stated,
        )
        if not no_check:
            wanted = given.prompts_of(salon, chosen, practice=practice)
            checked = given.check(
                pictures, wanted, request.languages, quiet=as_json, samples=request.pictures_per_prompt
            )
            _need_no_faults(checked, None, as_json=as_json)
        _submitted(salon, send(salon, request, pictures, quiet=as_json), watch=watch, as_json=as_json)


def _need_no_faults(checked: bundles.Checked, found: Folder | None, *, as_json: bool) -> None:
    """Ends the command with the report if the site would reject the pictures."""
    if checked.accepted:
        return
    if as_json:
        print_json(given.as_json(checked, found))
    else:
        given.show(checked)
        say("Nothing was sent.")
    raise typer.Exit(ExitCode.NEGATIVE)


def send_pictures(
    salon: Salon, request: PictureSetIn, files: dict[str, Path], *, quiet: bool, key: str = ""
) -> Submission:
    """Send the pictures that the site does not have, with a progress bar unless ``quiet``, and submit them.

    ``key``: by which a repetition is recognised.
    """
    lines = Lines(f"Sending {len(request.pictures)} pictures.", quiet=quiet)

    def found(have: int, of: int) -> None:
        if have and not quiet:
            say(f"{have} of {of} pictures were there already.")

    try:
        with _bar(quiet=quiet) as progress:
            task = progress.add_task("Sending", total=None)

            def sent(done: int, of: int) -> None:
                progress.update(task, completed=done, total=of)
                lines.show(_sent_words(done, of))

            return sending.submit_pictures(salon, request, files, sent, key, found)
    except KeyboardInterrupt:
        say("Interrupted. What was sent is kept; repeat the command to send the rest.")
        raise


def send(salon: Salon, request: SubmissionIn, bundle: Path, *, quiet: bool, key: str = "") -> Submission:
    """Submit a zip, with a progress bar unless ``quiet``. ``key``: by which a repetition is recognised."""
    size = bundle.stat().st_size
    lines = Lines(f"Sending {bundle.name}.", quiet=quiet)
    with _bar(quiet=quiet) as progress:
        task = progress.add_task("Sending", total=size)

        def sent(done: int) -> None:
            progress.update(task, completed=done)
            lines.show(_sent_words(done, size))

        return salon.call(calls.submit_bundle(request, bundle, sent, key))


def _sent_words(done: int, of: int) -> str:
    return f"Sent {decimal(done)} of {decimal(of)}."


def _bar(*, quiet: bool) -> Progress:
    columns = (TextColumn("Sending"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, disable=quiet or not err.is_terminal, transient=True)


def _submitted(salon: Salon, submission: Submission, *, watch: bool, as_json: bool) -> None:
    if as_json:
        (print_json_line if watch else print_json)(submission)
    else:
        what = "Practice submission" if submission.practice else "Submission"
        say(f"{what} {submission.id} of {submission.generator} is at {submission.page}")
        typer.echo(submission.id)
    if watch:
        ended = follow(salon, submission.id, None, as_json=as_json)
        if ended.outcome == "scored" and not as_json:
            print_scores(
                salon.call(calls.list_submission_scores(ended.id)), to=err
            )  # the standard output has only the number
        raise typer.Exit(exit_code(ended))


def _stated(label: str, commit: str, notes: str, setting: list[str] | None) -> dict[str, Any]:
    """The fields of a request that say what its author states about the submission.

    Raises:
        BadInput: naming the wrong setting.
    """
    pairs = [text.partition("=") for text in setting or ()]
    if wrong := [name for name, equals, _value in pairs if not equals]:
        raise BadInput(f"--setting {wrong[0]} has no value; one like steps=30 is expected")
    try:
        settings = read_settings({name.strip(): value.strip() for name, _equals, value in pairs})
    except FieldFault as fault:
        raise BadInput(f"--setting: {fault}") from fault
    stated = SettingsIn(**asdict(settings)) if settings.given() else None
    return {"label": label, "commit": commit, "notes": notes, "settings": stated}
