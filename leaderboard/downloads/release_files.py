"""Every file that a release offers: its name, and the function that writes it on the first request.

A hidden suite has no verdicts and no pictures to offer, and a model that the release lists as withdrawn has no files.
Both are checked on every request, whether or not the file is in the storage already.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal

from leaderboard.downloads.board import board_table, write_sealed_content
from leaderboard.downloads.citation import release_facts
from leaderboard.downloads.csv_file import write_csv
from leaderboard.downloads.json_file import write_json
from leaderboard.downloads.levels import facet_table, levels_table, model_table, write_sealed_levels
from leaderboard.downloads.stored_file import WrittenFile, written_once
from leaderboard.downloads.tables import Table
from leaderboard.downloads.verdicts import verdict_table
from leaderboard.models import ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.models import model_row
from leaderboard.queries.release_levels import has_levels
from leaderboard.queries.rubric import facet_by_slug, rubric_of

Form = Literal["csv", "json", "parquet"]
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "bib": "application/x-bibtex; charset=utf-8",
}


class NoSuchFile(Exception):
    """The release does not offer this file; the message says why."""


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a release.

    ``may_vanish``: the file shows single verdicts. These disappear if the suite is hidden one day, so caches have to
    revalidate it.
    """

    head: ReleaseHead
    name: str
    write: Callable[[BinaryIO], object]
    may_vanish: bool = False

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.name.rpartition(".")[2]]

    @property
    def saved_as(self) -> str:
        """A name that says what the file is wherever it is saved."""
        place = self.name.replace("/", "-").removeprefix("board")
        start = f"{self.head.board.slug}-release-{self.head.release.number}"
        return start + place if place.startswith(".") else f"{start}-{place}"

    def written(self) -> WrittenFile:
        """The file in the storage, written now if it is not there yet."""
        return written_once(self.head, self.name, self.write)


def board_file(head: ReleaseHead, form: Form) -> ReleaseFile:
    """The board's table; as JSON the sealed content."""
    writers: dict[Form, Callable[[BinaryIO], object]] = {
        "csv": lambda file: write_csv(board_table(head), file, facts=release_facts(head)),
        "json": lambda file: write_sealed_content(head, file),
        "parquet": lambda file: write_table(board_table(head), form, file),
    }
    return ReleaseFile(head, f"board.{form}", writers[form])


def levels_file(head: ReleaseHead, form: Form) -> ReleaseFile:
    """Every model on every level; as JSON the list that is sealed."""
    _need_levels(head)
    if form == "json":
        return ReleaseFile(head, "levels.json", lambda file: write_sealed_levels(head, file))
    return ReleaseFile(head, f"levels.{form}", lambda file: write_table(levels_table(head), form, file))


def facet_file(head: ReleaseHead, slug: str, form: Form) -> ReleaseFile:
    """Every model on one facet."""
    _need_levels(head)
    facet = facet_by_slug(rubric_of(head.board), slug)
    if facet is None:
        raise NoSuchFile(f"the board's rubric has no facet {slug}")
    return ReleaseFile(
        head, f"facets/{slug}.{form}", lambda file: write_table(facet_table(head, facet.path), form, file)
    )


def scores_file(head: ReleaseHead, generator_id: int, form: Form) -> ReleaseFile:
    """One model on every level."""
    row = shown_row(head, generator_id)
    name = f"models/{generator_id}/scores.{form}"
    return ReleaseFile(head, name, lambda file: write_table(model_table(head, row), form, file))


def verdicts_file(head: ReleaseHead, generator_id: int, form: Form) -> ReleaseFile:
    """One model's verdicts, picture by picture."""
    need_open_suite(head)
    row = shown_row(head, generator_id)
    name = f"models/{generator_id}/verdicts.{form}"
    return ReleaseFile(head, name, lambda file: write_table(verdict_table(head, [row]), form, file), may_vanish=True)


def all_verdicts_file(head: ReleaseHead, form: Form) -> ReleaseFile:
    """Every model's verdicts."""
    need_open_suite(head)
    rows = ReleaseRow.objects.filter(release=head.release, withdrawn_at__isnull=True)
    shown = rows.select_related("submission").order_by("position")
    return ReleaseFile(
        head,
        f"verdicts.{form}",
        lambda file: write_table(verdict_table(head, list(shown)), form, file),
        may_vanish=True,
    )


def shown_row(head: ReleaseHead, generator_id: int) -> ReleaseRow:
    """The model's row in the release.

    Raises:
        NoSuchFile: if it has none, or was withdrawn by then.
    """
    row = model_row(head, generator_id)
    if row is None or row.withdrawn_at is not None:
        raise NoSuchFile(f"the release has no scores of a model {generator_id}")
    return row


def need_open_suite(head: ReleaseHead) -> None:
    """Refuse the file if the suite is hidden.

    Raises:
        NoSuchFile: if it is.
    """
    if head.board.suite.hidden:
        raise NoSuchFile("the suite of this board is hidden: its pictures and single verdicts are not shown")


def _need_levels(head: ReleaseHead) -> None:
    if not has_levels(head):
        raise NoSuchFile("this release was made before releases kept the levels below the dimensions")


def write_table(table: Table, form: Form, file: BinaryIO) -> None:
    """Write the table in one of the three forms."""
    if form == "csv":
        write_csv(table, file)
    elif form == "json":
        write_json(table, file)
    else:
        # Imported with the first Parquet file, so that other processes of the site do not pay for it with memory.
        from leaderboard.downloads.parquet_file import write_parquet

        write_parquet(table, file)
