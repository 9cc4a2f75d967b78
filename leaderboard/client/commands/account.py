"""``salon account``: a copy of all that the site stores about you."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import ExitCode, Json, command, print_json, say
from leaderboard.client.commands.site import site
from leaderboard.client.errors import BadInput
from leaderboard.client.models import DataExport
from leaderboard.client.salon import Salon

app = typer.Typer(help="Your account on the site.", no_args_is_help=True)

_PAUSE_S = 2.0


@app.command()
@command
def export(
    to: Annotated[
        Path | None, typer.Option("--to", help="The zip to write; by default salon-data-N.zip in the current folder.")
    ] = None,
    wait: Annotated[int, typer.Option(min=0, help="For how many seconds to wait until the site has made it.")] = 600,
    as_json: Json = False,
) -> ExitCode:
    """Download a copy of all your data as a zip. The token needs the scope `account`.

    A copy that is being made already is awaited instead of requesting another one.
    """
    with site() as salon:
        made = _made(salon, wait)
        file = to or Path(f"salon-data-{made.id}.zip")
        if made.url:
            try:
                salon.download(made.url, file)
            except OSError as error:
                raise BadInput(f"{file} cannot be written: {error.strerror or error}") from error
    if as_json:
        print_json(made)
    elif made.url:
        say(f"{file} has your data ({made.byte_size} bytes). README.txt in it says what each file is.")
    elif made.state == "pending":
        say("The site is still making it. Run the same command again later.")
    else:
        say(f"The site could not make it: {made.cause}")
    if made.url:
        return ExitCode.DONE
    return ExitCode.UNDECIDED if made.state == "pending" else ExitCode.NEGATIVE


def _made(salon: Salon, wait_s: int) -> DataExport:
    """The copy when it is ready or has failed, or as it is after the wait."""
    pending = [export for export in salon.call(calls.list_exports()) if export.state == "pending"]
    made = pending[0] if pending else salon.call(calls.request_export())
    until = time.monotonic() + wait_s
    while made.state == "pending" and time.monotonic() < until:
        time.sleep(_PAUSE_S)  # the API sends no news, so its state is asked for again
        made = salon.call(calls.show_export(made.id))
    return made
