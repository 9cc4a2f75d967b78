"""Reads for badges, cards and feeds: a few facts of one release each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import GeneratedImage, Release, ReleaseRow
from leaderboard.queries.boards import RANKED_ROWS, BoardRow, Cell, ReleaseHead, board_rows, leading_rows, releases_of
from leaderboard.queries.visibility import public_images

FEED_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """A model's score in one column of a release, among ``ranked`` models."""

    name: str
    cell: Cell
    ranked: int


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One release in the feed; ``leader`` is the first model's name, "" where none is ranked."""

    release: Release
    ranked: int
    leader: str


def standing(head: ReleaseHead, generator_id: int, column: str) -> Standing | None:
    """A model's score in a column of a release; None if the release does not list the model."""
    row = model_row(head, generator_id)
    if row is None:
        return None
    return Standing(row.name, row.cells[column], ranked_count(head))


def model_row(head: ReleaseHead, generator_id: int) -> BoardRow | None:
    """A model's row in a release."""
    line = ReleaseRow.objects.filter(release=head.release, submission__generator=generator_id)
    rows = board_rows(line.select_related("submission").prefetch_related("scores"), head)
    return rows[0] if rows else None


def ranked_count(head: ReleaseHead) -> int:
    """How many models a release ranks."""
    return ReleaseRow.objects.filter(release=head.release, unranked_reason="").count()


def leaders(head: ReleaseHead, count: int) -> list[BoardRow]:
    """The first ranked rows of a release."""
    return leading_rows(head, count)


def pictures_of(submission: int, language: str, count: int) -> Sequence[GeneratedImage]:
    """A submission's pictures of the suite's first prompts that everybody may see."""
    pictures = public_images().filter(submission=submission, language=language, stored__rendered_at__isnull=False)
    return list(pictures.order_by("sample", "prompt__position")[:count])


def feed_entries(slug: str) -> list[FeedEntry]:
    """A board's newest releases."""
    releases = releases_of(slug).annotate(ranked=RANKED_ROWS)[:FEED_LENGTH]
    first = ReleaseRow.objects.filter(release__in=list(releases), position=1, unranked_reason="")
    names = dict(first.values_list("release_id", "generator_name"))
    return [FeedEntry(release, release.ranked, names.get(release.pk, "")) for release in releases]


def column_named(head: ReleaseHead, slug: str) -> str | None:
    """The score column with this slug in addresses, such as "overall"; None if there is none."""
    return next((column for column in head.columns if ScorePath(column).slug == slug), None)


def column_label(column: str) -> str:
    """A column's name in English, as badges show it."""
    return "Overall" if column == OVERALL_COLUMN else column
