"""``salon compare``: whether submissions differ reliably, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, print_table, say
from leaderboard.client.commands.site import site
from leaderboard.client.errors import BadInput
from leaderboard.client.models import ComparedLevel, Comparison, Difference

_FEWEST, _MOST = 2, 4
_SETTLED = {1: "reliably higher", -1: "reliably lower", 0: "no reliable difference"}


@command
def compare(
    submissions: Annotated[list[int], typer.Argument(metavar="SUBMISSION...", help="Two to four numbers.")],
    lang: Annotated[str, typer.Option("--lang", help="The prompt language; by default the first that all have.")] = "",
    all_levels: Annotated[bool, typer.Option("--all-levels", help="Also sub-capabilities and facets.")] = False,
    as_json: Json = False,
) -> None:
    """Compare scored submissions of one suite and judge profile; the first one minus each of the others, in points."""
    if not _FEWEST <= len(set(submissions)) <= _MOST:
        raise BadInput(f"{len(set(submissions))} submissions were named; two to four different ones are expected")
    with site() as salon:
        compared = salon.call(calls.compare_submissions(submissions, lang or None))
    if as_json:
        print_json(compared)
        return
    groups = compared.groups if all_levels else compared.groups[:1]
    rows = [row for group in groups for level in group.levels for row in _rows(compared, level)]
    print_table(("level", "compared", "means", "difference", "95% interval", "prompts", ""), rows)
    for one in compared.submissions:
        if one.is_incomplete:
            say(f"Submission {one.id} has too few judgements to be ranked; the missing prompts may be the hard ones.")
    for other, apart in zip(compared.submissions[1:], compared.groups[0].levels[0].differences, strict=True):
        say(_sentence(compared.submissions[0].id, other.id, apart))


def _rows(compared: Comparison, level: ComparedLevel) -> Iterator[tuple[str, ...]]:
    name = " › ".join(part for part in (level.dimension, level.sub_capability, level.facet) if part) or "Overall"
    first = compared.submissions[0].id
    for mean, apart in zip(level.means[1:], level.differences, strict=True):
        yield (
            name,
            f"{first} − {apart.submission}",
            f"{_number(level.means[0])} / {_number(mean)}",
            _signed(apart.difference),
            _interval(apart),
            str(apart.shared),
            _SETTLED[apart.settled] if apart.low is not None else "unknown",
        )


def _sentence(first: int, other: int, apart: Difference) -> str:
    if apart.low is None:
        return f"Submissions {first} and {other} share too few prompts to be compared."
    how = {1: "scores reliably higher than", -1: "scores reliably lower than", 0: "does not differ reliably from"}
    numbers = f"{_signed(apart.difference)} points, 95% interval {_interval(apart)}"
    return f"Submission {first} {how[apart.settled]} submission {other} overall ({numbers})."


def _interval(apart: Difference) -> str:
    return "–" if apart.low is None else f"{_signed(apart.low)} to {_signed(apart.high)}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")
