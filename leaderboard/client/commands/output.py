"""What commands print: tables and sentences for people, or one JSON document for programs; errors; exit codes."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from leaderboard.client.errors import Refused, SalonError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

err = Console(stderr=True, highlight=False)
"""For people, while the result goes to the standard output."""


class ExitCode(IntEnum):
    """What ``salon`` exits with; docs/client.md lists them."""

    DONE = 0
    NEGATIVE = 1
    """The command worked, and the answer is no: faults were found, or a submission failed or was rejected."""
    UNDECIDED = 2
    """There is no answer yet."""
    ERROR = 3
    """The command could not be carried out."""


def command(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Makes a function a command: its ``SalonError`` is printed, as JSON if the output is, and gives ERROR."""

    @functools.wraps(function)
    def run(*arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
        try:
            return function(*arguments, **options)
        except SalonError as error:
            print_error(error, as_json=bool(options.get("as_json", False)))
            raise typer.Exit(ExitCode.ERROR) from error

    return run


def print_json(value: object) -> None:
    """Print models, or lists and dictionaries of them, as one JSON document."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def print_json_line(value: object) -> None:
    """Print one line of JSON."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, to: Console | None = None) -> None:
    """Print a table for people, by default on the standard output; numbers are formatted by the caller."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    (to or Console(highlight=False)).print(table)


def explain_dashes(*, missing: bool) -> None:
    """Say what "–" in a table of scores means, if there is one."""
    if missing:
        say("– : no score, because no picture was judged by this level (no prompt asks for it, or all calls failed).")


def say(text: str) -> None:
    """Print a sentence for people, on the error stream, so that results can be piped. Markup in it has no effect."""
    err.print(escape(text), soft_wrap=True)


def print_error(error: SalonError, *, as_json: bool) -> None:
    """Print an error to the error stream."""
    if as_json:
        typer.echo(json.dumps({"error": _as_problem(error)}, ensure_ascii=False, indent=2), err=True)
        return
    say(f"salon: {error}")
    for fault in error.faults if isinstance(error, Refused) else ():
        say(f"  {fault.field}: {fault.message}")


def _as_problem(error: SalonError) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": type(error).__name__, "message": str(error), "can_retry": error.can_retry}
    if isinstance(error, Refused):
        facts |= {"retry_after_s": error.retry_after_s, "problem": error.problem.model_dump(mode="json")}
    return facts


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
