"""``salon judge``: judges pictures here, with the site's own code and without a site."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zipfile import ZipFile

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from leaderboard.client import bundles
from leaderboard.client.commands import pictures as given
from leaderboard.client.commands.checking import Pictures
from leaderboard.client.commands.output import (
    ExitCode,
    Json,
    command,
    err,
    explain_dashes,
    print_json,
    print_table,
    say,
)
from leaderboard.client.commands.site import languages_of, site
from leaderboard.client.commands.suites import Languages, SamplesOption
from leaderboard.client.errors import BadInput
from leaderboard.client.sealed import FolderSource, Profile, SiteSource, Source, chosen_profile
from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.submission.bundle import Slot
from leaderboard.domain.submission.bundle_check import BundleCheck
from leaderboard.domain.submission.zip_reader import open_zip, read_entry
from leaderboard.domain.suite.suite import Suite

if TYPE_CHECKING:
    from workers.local.results import ScoreLine
    from workers.local.run import Written
    from workers.local.work import Work

PIXEL_BASELINE = "pixel-baseline"
_MISSING = {status.value for status in JudgementStatus if not status.has_verdicts}

Judge = Annotated[
    str,
    typer.Option(
        metavar=f"URL|{PIXEL_BASELINE}",
        help=f"The address of a vLLM server with the judge's model, or {PIXEL_BASELINE}, which needs no GPU.",
    ),
]
SuiteName = Annotated[str, typer.Option("--suite", help="Such as core/1, core-v1 or core.")]
Model = Annotated[str, typer.Option(help="The name of your model, for the report; by default that of the folder.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="The folder for results; by default FOLDER.judged beside the pictures."),
]
Prompts = Annotated[
    Path | None,
    typer.Option(help="Read suites and judge profiles from this folder (prompts/ of a checkout), not from the site."),
]
ProfileName = Annotated[
    str, typer.Option("--profile", help="The judge profile; by default the one for the model that the judge serves.")
]
Concurrency = Annotated[int, typer.Option(min=1, max=1024, help="How many judge calls are in flight at a time.")]
KeyVariable = Annotated[str, typer.Option("--judge-key-env", help="The environment variable with the judge's API key.")]


@command
def judge(
    pictures: Pictures,
    suite: SuiteName,
    judge: Judge,
    lang: Languages = None,
    pictures_per_prompt: SamplesOption = 1,
    model: Model = "",
    output: Output = None,
    prompts: Prompts = None,
    profile: ProfileName = "",
    concurrency: Concurrency = 64,
    judge_key_env: KeyVariable = "JUDGE_API_KEY",
    as_json: Json = False,
) -> None:
    """Judge a folder or zip of pictures here: the scores, intervals and evidence that the site would give.

    Stopped at any moment, the same command goes on where it was; what is recorded is not asked again.
    """
    local = _local()
    key = os.environ.get(judge_key_env) or None
    url = "" if judge == PIXEL_BASELINE else _address(judge)
    with _source(prompts) as source, bundles.as_zip(pictures) as bundle, _progress(quiet=as_json) as progress:
        sealed = source.suite(suite)
        frozen = _profile(source, profile, url, key)
        languages = languages_of(sealed, lang)
        found = _need_pictures(sealed, languages, pictures_per_prompt, bundle, progress, as_json=as_json)
        with bundle.open("rb") as file, open_zip(file) as archive:
            read = partial(_read, archive, found)
            work = local.Work(
                name=model or pictures.resolve().name,
                suite=sealed,
                languages=tuple(languages),
                profile=frozen.frozen,
                files=frozen.files,
                pictures=local.plan(sealed, languages, frozen.frozen, found.pictures, read, pictures_per_prompt),
                samples=pictures_per_prompt,
            )
            folder = output or pictures.with_name(f"{pictures.resolve().name}.judged")
            written = _run(work, folder, local.Judge(url, key, concurrency), progress)
    if as_json:
        print_json(written.document)
    else:
        _show(written)


def _run(work: Work, folder: Path, judge: Any, progress: Stages) -> Written:
    local = _local()
    told = local.Told(progress.stage("judging", work.calls), lambda reason: say(f"Waiting: {reason}."))
    try:
        written: Written = asyncio.run(local.run(work, folder, judge, told))
    except KeyboardInterrupt:
        say(f"Interrupted. The same command goes on where it was; what has been judged is in {folder}.")
        raise
    except (local.StateBroken, local.JudgeUnfit) as error:
        raise BadInput(str(error)) from error
    return written


def _need_pictures(
    suite: Suite, languages: list[str], samples: int, bundle: Path, progress: Stages, *, as_json: bool
) -> BundleCheck:
    """The checked pictures; ends the command with the report if the site would reject them."""
    keys = [prompt.key for prompt in suite.prompts]
    expected = len(keys) * len(languages) * samples
    advance = progress.stage("checking", expected)
    found = bundles.inspect(bundle, keys, languages, lambda _: advance(1), samples)
    if not found.faults:
        return found
    checked = bundles.checked_of(found, expected)
    if as_json:
        print_json({"accepted": False, "report": checked.report, "metadata": checked.metadata})
    else:
        given.show(checked)
        say("Nothing was judged.")
    raise typer.Exit(ExitCode.NEGATIVE)


def _profile(source: Source, name: str, url: str, key: str | None) -> Profile:
    local = _local()
    if not url:
        return chosen_profile(source.profiles(), name, local.PIXEL_MODEL)
    try:
        served = asyncio.run(local.served_model(url, api_key=key))
    except local.JudgeUnfit as error:
        raise BadInput(str(error)) from error
    return chosen_profile(source.profiles(), name, served)


def _read(archive: ZipFile, found: BundleCheck, slot: Slot) -> bytes:
    return read_entry(archive, found.files[slot])


@contextmanager
def _source(folder: Path | None) -> Iterator[Source]:
    if folder is not None:
        yield FolderSource(folder)
        return
    with site() as salon:
        yield SiteSource(salon)


def _address(judge: str) -> str:
    """The address of a judge server.

    Raises:
        BadInput: if it is not one.
    """
    if not judge.startswith(("http://", "https://")):
        raise BadInput(f"--judge is {judge}; an address such as http://127.0.0.1:8000, or {PIXEL_BASELINE} is expected")
    return judge


def _local() -> Any:
    """What judges. Imported when it is needed, because its libraries are an extra of the wheel and slow to import."""
    if sys.version_info < (3, 11):  # noqa: UP036  # the client runs on earlier versions than its extra
        version = ".".join(map(str, sys.version_info[:2]))
        raise BadInput(f"`salon judge` needs Python 3.11 or later; this is {version}")
    try:
        from workers.local import api
    except ImportError as error:
        raise BadInput(
            f"`salon judge` needs the package {error.name}, which the wheel's extra installs: "
            "pip install 'salon_client-….whl[judge]'"
        ) from error
    logging.getLogger("workers").addHandler(logging.NullHandler())  # what matters is told by the command
    return api


class Stages:
    """Shows how far each stage is: bars on a terminal, otherwise a line whenever a tenth is done."""

    def __init__(self, progress: Progress, *, quiet: bool) -> None:
        self._progress = progress
        self._is_shown = not quiet
        self._is_drawn = err.is_terminal

    def stage(self, name: str, total: int) -> Callable[[int], None]:
        """A function that gets how much more of a stage is done."""
        task = self._progress.add_task(name.capitalize(), total=total)
        done = 0

        def advance(amount: int) -> None:
            nonlocal done
            before, done = done, done + amount
            self._progress.advance(task, amount)
            if self._is_shown and not self._is_drawn and before * 10 // total != done * 10 // total:
                say(f"{name} {done}/{total}")

        return advance


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Stages]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = quiet or not err.is_terminal
    with Progress(*columns, TimeRemainingColumn(), console=err, disable=hidden) as progress:
        yield Stages(progress, quiet=quiet)


def _show(written: Written) -> None:
    shown = [
        line for line in written.results.lines if line.scope == "judged" and line.level in ("overall", "dimension")
    ]
    print_table(("language", "level", "score", "95% interval", "pictures"), map(_row, shown))
    explain_dashes(missing=any(line.mean is None for line in shown))
    profile = written.results.work.profile
    say(f"Judged by {profile.title} {profile.version}{f' ({profile.caveat})' if profile.caveat else ''}.")
    missing = sum(count for status, count in written.document["judgements"]["by_status"].items() if status in _MISSING)
    if missing:
        say(
            f"Calls without verdicts: {missing} of {written.document['judgements']['planned']}; they count in no score."
        )
    say(f"Report, results and evidence are in {written.folder}.")


def _row(line: ScoreLine) -> tuple[str, ...]:
    interval = "–" if line.low is None else f"{line.low:.2f} to {line.high:.2f}"
    score = "–" if line.mean is None else f"{line.mean:.2f}"
    return line.language, line.dimension or "Overall", score, interval, str(line.images)
