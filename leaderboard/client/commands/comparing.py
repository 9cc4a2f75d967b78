"""``salon compare``: whether submissions differ reliably, and by how much."""

from __future__ import annotations

from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands import report_options as options
from leaderboard.client.commands.output import command
from leaderboard.client.commands.site import site
from leaderboard.client.errors import BadInput
from leaderboard.client.reports.comparison import ComparisonReport
from leaderboard.client.reports.forms import COMPARISON, Form, files_of, write_all, writer_of

_FEWEST, _MOST = 2, 4


@command
def compare(
    submissions: Annotated[list[int], typer.Argument(metavar="SUBMISSION...", help="Two to four numbers.")],
    lang: Annotated[str, typer.Option("--lang", help="The prompt language; by default the first that all have.")] = "",
    all_levels: Annotated[bool, typer.Option("--all-levels", help="Also sub-capabilities and facets.")] = False,
    report: options.Printed = Form.TEXT,
    output: options.Outputs = None,
    as_json: options.Json = False,
) -> None:
    """Compare scored submissions of one suite and judge profile; the first one minus each of the others, in points."""
    numbers = list(dict.fromkeys(submissions))
    if not _FEWEST <= len(numbers) <= _MOST:
        raise BadInput(f"two to four different submissions are expected; {len(numbers)} named")
    printed = writer_of(Form.JSON if as_json else report, COMPARISON)
    files = files_of(output, COMPARISON)
    with site() as salon:
        compared = salon.call(calls.compare_submissions(numbers, lang or None))
        page = salon.address(f"/submissions/compare/?runs={','.join(map(str, numbers))}&language={compared.language}")
    found = ComparisonReport(compared, page, all_levels)
    typer.echo(printed(found), nl=False)
    write_all(files, found)
