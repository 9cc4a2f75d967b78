"""The command line: ``salon``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from leaderboard.client.commands import (
    account,
    cancelling,
    checking,
    comparing,
    downloading,
    endpoints,
    gating,
    generators,
    judging,
    listing,
    login,
    rejudging,
    repeating,
    results,
    sharing,
    submitting,
    suites,
    teams,
    verifying,
    watching,
    webhooks,
)
from leaderboard.client.commands.output import ExitCode, say
from leaderboard.client.version import VERSION

app = typer.Typer(name="salon", no_args_is_help=True, pretty_exceptions_enable=False)

for function in (
    *(login.login, login.logout, suites.suites, suites.prompts, checking.check, judging.judge, verifying.verify),
    *(watching.watch, cancelling.cancel, rejudging.rejudge, repeating.repeat, results.results, results.publish),
    *(listing.submissions, comparing.compare, gating.gate),
):
    app.command()(function)
app.add_typer(generators.app, name="generators")
app.add_typer(teams.app, name="teams")
app.add_typer(submitting.app, name="submit")
app.add_typer(endpoints.app, name="test")
app.add_typer(downloading.app, name="download")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(sharing.app, name="share")
app.add_typer(account.app, name="account")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"salon {VERSION}")
        raise typer.Exit


@app.callback()
def salon(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Salon, the juried leaderboard for text-to-image models.

    The exit code is 0 when a command is done, 1 when its answer is no (faults were found, or a submission failed),
    2 when there is no answer yet, and 3 for an error.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command, and exit with its code."""
    try:
        code = app(arguments, prog_name="salon", standalone_mode=False)
    except typer.TyperException as error:  # a wrong use
        if error.format_message():  # empty when the help was printed, as for `salon submit` alone
            said = error.format_message()
            say(f"salon: {said}{'' if said.endswith(('.', '?', '!')) else '.'} Add --help for what is expected.")
        code = ExitCode.ERROR
    except typer.Abort:
        say("Nothing was done.")
        code = ExitCode.ERROR
    except BrokenPipeError:  # the reader has what it wanted, as with `salon prompts … | head`
        sys.stderr.close()  # or Python complains when it flushes
        code = ExitCode.DONE
    sys.exit(int(code or ExitCode.DONE))
