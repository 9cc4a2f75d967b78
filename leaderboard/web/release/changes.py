"""Two releases of one board against each other: which ones the address asks for, and their models."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from leaderboard.domain.publishing.release_difference import ListedModel
from leaderboard.domain.score_path import OVERALL
from leaderboard.models import ReleaseRow, ReleaseScore
from leaderboard.queries.boards import ReleaseNote

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_SCORE_FIELDS = ("mean", "mean_low", "mean_high", "rank", "rank_low", "rank_high")


class AskedReleases(NamedTuple):
    """The numbers of the earlier and the later release."""

    earlier: int
    later: int


def asked_releases(query: Mapping[str, str], notes: Sequence[ReleaseNote]) -> AskedReleases | None:
    """The releases that an address names with ``from`` and ``to``, in either order; None if there is no such pair.

    Args:
        notes: the board's releases, newest first. Without numbers in the address, the newest is compared with the one
            before it.
    """
    numbers = [note.number for note in notes]
    later = _number(query.get("to", ""), numbers[0])
    earlier = _number(query.get("from", ""), max(1, later - 1))
    if earlier == later or not {earlier, later} <= set(numbers):
        return None
    return AskedReleases(min(earlier, later), max(earlier, later))


def listed_models(slug: str, number: int) -> list[ListedModel]:
    """The models of a release in its order, with their overall scores: two queries."""
    rows = ReleaseRow.objects.filter(release__board__slug=slug, release__number=number)
    scores = ReleaseScore.objects.filter(row__in=rows, **OVERALL._asdict())
    by_row = {row: numbers for row, *numbers in scores.values_list("row", *_SCORE_FIELDS)}
    listed = rows.order_by("position").values_list(
        "pk", "submission__generator", "submission", "generator_name", "withdrawn_at"
    )
    return [
        ListedModel(generator, submission, name, withdrawn_at is not None, *by_row.get(row, ()))
        for row, generator, submission, name, withdrawn_at in listed
    ]


def _number(text: str, default: int) -> int:
    return int(text) if _NUMBER.fullmatch(text) else default
