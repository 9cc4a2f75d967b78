"""Reads for what leads from elsewhere to a board: badges, cards and feeds, each a few facts of one release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.ranking.standings import OVERALL
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import GeneratedImage, Release, ReleaseRow
from leaderboard.queries.boards import RANKED_ROWS, Cell, ReleaseHead, Row, leading_rows, releases_of, rows_of

FEED_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """One model in one column of a release: its score there, and among how many ranked models."""

    name: str
    cell: Cell
    ranked: int


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One release as the feed tells it; ``leader`` is "" where nothing is ranked."""

    release: Release
    ranked: int
    leader: str


def standing(head: ReleaseHead, generator_id: int, column: str) -> Standing | None:
    """Where a model stands in a release; None when it is not in it."""
    row = model_row(head, generator_id)
    if row is None:
        return None
    return Standing(row.name, row.cells[column], ranked_count(head))


def model_row(head: ReleaseHead, generator_id: int) -> Row | None:
    """A model's line in a release."""
    line = ReleaseRow.objects.filter(release=head.release, submission__generator=generator_id).prefetch_related(
        "scores"
    )
    rows = rows_of(line, head)
    return rows[0] if rows else None


def ranked_count(head: ReleaseHead) -> int:
    """How many models a release ranks."""
    return ReleaseRow.objects.filter(release=head.release, unranked_reason="").count()


def leaders(head: ReleaseHead, count: int) -> list[Row]:
    """The first lines of a release."""
    return leading_rows(head, count)


def pictures_of(submission: int, language: str, count: int) -> Sequence[GeneratedImage]:
    """Pictures of a submission for the suite's first prompts; none of a hidden suite."""
    return list(
        GeneratedImage.objects.filter(
            submission=submission, submission__suite__hidden=False, language=language, stored__rendered_at__isnull=False
        )
        .select_related("stored")
        .order_by("prompt__position")[:count]
    )


def feed_entries(slug: str) -> list[FeedEntry]:
    """A board's newest releases."""
    releases = releases_of(slug).annotate(ranked=RANKED_ROWS)[:FEED_LENGTH]
    first = ReleaseRow.objects.filter(release__in=list(releases), position=1, unranked_reason="")
    names = dict(first.values_list("release_id", "generator_name"))
    return [FeedEntry(release, release.ranked, names.get(release.pk, "")) for release in releases]


def column_named(head: ReleaseHead, key: str) -> str | None:
    """The score column that an address calls by its key, such as "overall"; None when there is no such column."""
    return next((column for column in head.columns if ScorePath(column).slug == key), None)


def column_label(column: str) -> str:
    """A column's name in English, as badges show it."""
    return "Overall" if column == OVERALL else column
