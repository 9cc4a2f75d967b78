"""``salon verify``: recomputes evidence, and checks the chain of seals of a release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from leaderboard.client import chains
from leaderboard.client.chains import Link
from leaderboard.client.commands.output import ExitCode, Json, command, print_json, say
from leaderboard.client.commands.site import site
from leaderboard.client.errors import BadInput, NotFound
from leaderboard.client.salon import Salon
from leaderboard.domain.publishing.evidence import EvidenceDiffers, EvidenceOfAnotherParser
from leaderboard.offline.verify import OTHER_VERSION, described, is_local, sha256_of, verify_file

_WORDS = {"matches": "MATCHES", "differs": "DIFFERS", "unchecked": "UNCHECKED", "absent": "ABSENT"}

File = Annotated[Path | None, typer.Argument(metavar="FILE", help="An evidence file (.jsonl.zst).")]
Submission = Annotated[
    int | None,
    typer.Option(
        help="Check the evidence of this submission; with FILE, also that it is the same: by its bytes, or by what was "
        "judged if it is from `salon judge`."
    ),
]
Board = Annotated[str, typer.Option(help="Check a release of this board: all its seals and all evidence.")]
ReleaseNumber = Annotated[str, typer.Option("--release", help="The number of a release, or latest.")]


@command
def verify(
    file: File = None,
    submission: Submission = None,
    board: Board = "",
    release: ReleaseNumber = "latest",
    as_json: Json = False,
) -> None:
    """Recompute evidence: read every reply and compute every score again, and compare with what is claimed."""
    if board and not file and submission is None:
        if not (release == "latest" or release.isdecimal()):
            raise BadInput(f"--release is {release}; a number or latest is expected")
        with site() as salon:
            _report(chains.release_links(salon, chains.release_named(salon, board, release)), as_json)
    elif submission is not None and not board:
        with site() as salon, TemporaryDirectory(prefix="salon-") as folder:
            _report(_submission_links(salon, submission, file, Path(folder)), as_json)
    elif file and not board:
        _verify_file(file, as_json)
    else:
        raise BadInput("name what is checked: an evidence file, --submission NUMBER or --board BOARD")


def _submission_links(salon: Salon, submission: int, file: Path | None, folder: Path) -> Iterator[Link]:
    name, published = f"submission {submission}", folder / "evidence.jsonl.zst"
    try:
        salon.download(f"/submissions/{submission}/evidence.jsonl.zst", published)
    except NotFound as error:
        raise BadInput(f"submission {submission} has no evidence that you may read: {error}") from error
    if file is None:
        yield chains.checked(name, published)
    elif is_local(_readable(file)):  # its bytes differ from the site's; the seals say whether it is the same
        links = [chains.checked(str(file), file), chains.checked(name, published)]
        yield from links
        yield chains.same_judged(*links)
    else:
        yield chains.checked(str(file), file, sha256_of(published))
        yield chains.checked(name, published)


def _verify_file(file: Path, as_json: bool) -> None:
    if not as_json:
        try:
            typer.echo(described(file, verify_file(_readable(file))))
        except EvidenceDiffers as difference:
            typer.echo(f"DIFFERS  {file.name}: {difference}")
            raise typer.Exit(ExitCode.NEGATIVE) from difference
        except EvidenceOfAnotherParser as reason:
            typer.echo(f"UNCHECKED  {file.name}: {reason}\n{OTHER_VERSION}")
            raise typer.Exit(ExitCode.ERROR) from reason
        return
    _report(iter([chains.checked(file.name, _readable(file))]), as_json)


def _report(links: Iterator[Link], as_json: bool) -> None:
    """Print each part as it is checked; ends the command unless all match."""
    seen = []
    for link in links:
        seen.append(link)
        if not as_json:
            typer.echo(f"{_WORDS[link.state]:9}  {link.name}: {link.words}")
    if as_json:
        facts = [
            {"name": link.name, "state": link.state, "words": link.words, "judged_sha256": link.judged_sha256}
            for link in seen
        ]
        print_json({"matches": not any(link.is_broken or link.state == "unchecked" for link in seen), "parts": facts})
    elif not any(link.is_broken for link in seen):
        say(f"Parts checked: {sum(link.state == 'matches' for link in seen)} of {len(seen)}.")
    if any(link.is_broken for link in seen):
        raise typer.Exit(ExitCode.NEGATIVE)
    if any(link.state == "unchecked" for link in seen):
        raise typer.Exit(ExitCode.ERROR)


def _readable(file: Path) -> Path:
    if not file.is_file():
        raise BadInput(f"{file} does not exist; an evidence file is expected")
    return file
