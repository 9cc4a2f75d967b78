"""``salon submit``: an endpoint, a folder or a zip."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from leaderboard.client import bundles, calls
from leaderboard.client.commands import checking
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
from leaderboard.client.commands.site import generator_named, languages_of, site, suite_named
from leaderboard.client.commands.suites import Languages, PracticeOption
from leaderboard.client.commands.watching import exit_code, follow
from leaderboard.client.endpoints import EndpointSubmissionIn
from leaderboard.client.errors import BadInput
from leaderboard.client.models import SettingsIn, Submission, SubmissionIn
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
    strip_metadata: Strip = False,
    label: Label = "",
    commit: Commit = "",
    notes: Notes = "",
    setting: Setting = None,
    watch: Watch = False,
    as_json: Json = False,
) -> None:
    """Submit an endpoint: the site requests one picture per prompt from it."""
    with site() as salon:
        chosen = suite_named(salon, suite)
        request = EndpointSubmissionIn(
            generator=generator_named(salon, generator).id,
            suite=chosen.name,
            languages=languages_of(chosen, lang),
            strip_metadata=strip_metadata,
            practice=practice,
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
    strip_metadata: Strip = False,
    label: Label = "",
    commit: Commit = "",
    notes: Notes = "",
    setting: Setting = None,
    no_check: NoCheck = False,
    watch: Watch = False,
    as_json: Json = False,
) -> None:
    """Check the pictures of a folder, and submit them as a bundle."""
    stated = _stated(label, commit, notes, setting)
    _submit_bundle(pictures, generator, suite, lang, practice, strip_metadata, stated, no_check, watch, as_json)


@app.command("zip")
@command
def zip_file(
    pictures: Annotated[Path, typer.Argument(metavar="ZIP", exists=True, dir_okay=False)],
    generator: GeneratorOption,
    suite: SuiteOption,
    lang: Languages = None,
    practice: PracticeOption = False,
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
    _submit_bundle(pictures, generator, suite, lang, practice, strip_metadata, stated, no_check, watch, as_json)


def _submit_bundle(
    pictures: Path,
    generator: str,
    suite: str,
    lang: list[str] | None,
    practice: bool,
    strip_metadata: bool,
    stated: dict[str, Any],
    no_check: bool,
    watch: bool,
    as_json: bool,
) -> None:
    with site() as salon, bundles.as_zip(pictures) as bundle:
        chosen = suite_named(salon, suite)
        request = SubmissionIn(
            generator=generator_named(salon, generator).id,
            suite=chosen.name,
            languages=languages_of(chosen, lang),
            strip_metadata=strip_metadata,
            practice=practice,
            **stated,
        )
        if not no_check:
            checked = checking.check_for(salon, chosen, request.languages, bundle, practice=practice, quiet=as_json)
            _need_no_faults(checked, as_json)
        _submitted(salon, send(salon, request, bundle, quiet=as_json), watch=watch, as_json=as_json)


def _need_no_faults(found: bundles.Checked, as_json: bool) -> None:
    """Ends the command with the report if the site would reject the pictures."""
    if found.accepted:
        return
    if as_json:
        print_json({"accepted": False, "report": found.report, "metadata": found.metadata})
    else:
        checking.show(found)
        say("Nothing was sent.")
    raise typer.Exit(ExitCode.NEGATIVE)


def send(salon: Salon, request: SubmissionIn, bundle: Path, *, quiet: bool, key: str = "") -> Submission:
    """Submit a zip, with a progress bar unless ``quiet``. ``key``: by which a repetition is recognised."""
    columns = (TextColumn("Sending"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=quiet or not err.is_terminal, transient=True) as progress:
        task = progress.add_task("Sending", total=bundle.stat().st_size)
        call = calls.submit_bundle(request, bundle, lambda sent: progress.update(task, completed=sent), key)
        return salon.call(call)


def _submitted(salon: Salon, submission: Submission, *, watch: bool, as_json: bool) -> None:
    if as_json:
        (print_json_line if watch else print_json)(submission)
    else:
        what = "Practice submission" if submission.practice else "Submission"
        say(f"{what} {submission.id} of {submission.generator} is at {submission.page}")
        typer.echo(submission.id)
    if watch:
        raise typer.Exit(exit_code(follow(salon, submission.id, None, as_json=as_json)))


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
