"""``salon download``: files of releases and submissions, and pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from leaderboard.client import calls
from leaderboard.client.commands.output import ExitCode, Json, command, err, print_json, say
from leaderboard.client.commands.site import site
from leaderboard.client.commands.watching import Key
from leaderboard.client.errors import BadInput, NotFound
from leaderboard.client.models import Image
from leaderboard.client.salon import Salon
from leaderboard.domain.submission.bundle import Slot
from leaderboard.domain.text_enum import StrEnum

app = typer.Typer(help="Download files of releases and submissions, and pictures.", no_args_is_help=True)

_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}

To = Annotated[Path | None, typer.Option("--to", help="The file to write; by default in the current folder.")]


class SubmissionFile(StrEnum):
    """The files of a submission."""

    EVIDENCE = "evidence.jsonl.zst"
    VERDICTS_CSV = "verdicts.csv"
    VERDICTS_JSON = "verdicts.json"
    BREAKDOWN_CSV = "breakdown.csv"
    BREAKDOWN_JSON = "breakdown.json"


@app.command()
@command
def board(
    slug: Annotated[str, typer.Argument(metavar="BOARD", help="The board, as in the address of its page.")],
    file: Annotated[str, typer.Argument(help="A file of the release, such as levels.parquet.")] = "board.csv",
    release: Annotated[str, typer.Option(help="The number of a release, or latest.")] = "latest",
    to: To = None,
    as_json: Json = False,
) -> None:
    """Download a file of a board's release. They are listed on the board's page Downloads."""
    address = f"/boards/{quote(slug, safe='')}/releases/{quote(release, safe='')}/{quote(file)}"
    _download(address, to or Path(f"{slug}-{file.replace('/', '-')}"), as_json)


@app.command()
@command
def submission(
    key: Key,
    file: Annotated[SubmissionFile, typer.Argument(help="Which file.")] = SubmissionFile.EVIDENCE,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Download a file of a public submission, or of your own: its evidence, verdicts or scores."""
    _download(f"/submissions/{key}/{file.value}", to or Path(f"submission-{key}-{file.value}"), as_json)


@app.command()
@command
def pictures(
    key: Key,
    to: Annotated[Path | None, typer.Option("--to", help="The folder to write to.")] = None,
    as_json: Json = False,
) -> None:
    """Download the pictures of a submission as received. Pictures that are there already are not sent again."""
    folder = to or Path(f"submission-{key}")
    counts = {"downloaded": 0, "present": 0, "without_file": 0}
    with site() as salon, _errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for image in salon.items(calls.list_images(key)):
            counts[_fetch(salon, image, folder)] += 1
    if as_json:
        print_json({"folder": str(folder), **counts})
    else:
        say(f"{folder}: downloaded {counts['downloaded']}, already present {counts['present']}.")
    if counts["without_file"]:
        say(f"Pictures without a file: {counts['without_file']}.")
        raise typer.Exit(ExitCode.NEGATIVE)


def _fetch(salon: Salon, image: Image, folder: Path) -> str:
    if image.original is None or image.format is None:
        return "without_file"
    name = Slot(image.prompt, image.language, image.sample - 1).file_name
    file = (folder / name).with_suffix(_SUFFIXES[image.format])
    if file.exists() and _sha256(file) == image.sha256:
        return "present"
    salon.download(image.original, file)
    if _sha256(file) != image.sha256:
        file.unlink()
        raise BadInput(f"{image.original} arrived damaged; run the command again")
    return "downloaded"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _download(address: str, to: Path, as_json: bool) -> None:
    with site() as salon, _errors(to), _progress(quiet=as_json) as received:
        salon.download(address, to, received)
    if as_json:
        print_json({"file": str(to), "byte_size": to.stat().st_size})
    else:
        say(f"Wrote {to}.")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int | None], None]]:
    columns = (TextColumn("Receiving"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=err, disable=quiet or not err.is_terminal, transient=True) as progress:
        task = progress.add_task("Receiving", total=None)
        yield lambda count, total: progress.update(task, completed=count, total=total)


@contextmanager
def _errors(to: Path) -> Iterator[None]:
    """The errors of downloads, as sentences that say what to do."""
    try:
        yield
    except NotFound as error:
        raise BadInput(f"there is no such file, or it is neither public nor yours ({error})") from error
    except OSError as error:
        raise BadInput(f"{to} cannot be written: {error}") from error
