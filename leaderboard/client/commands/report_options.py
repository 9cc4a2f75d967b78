"""The options of commands that write reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leaderboard.client.reports.forms import Form

Printed = Annotated[Form, typer.Option("--report", help="What is printed.")]
Outputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        help="A file to write, too; repeatable. .md, .html, .json, .txt, or .xml (JUnit, for a gate).",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="The same as --report json.")]
