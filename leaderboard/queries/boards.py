"""Reads of one board: only published releases, with a number of queries that does not depend on the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from leaderboard.domain.ranking.field import FieldLevel
from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.models import Board, Prompt, Release, ReleaseRow, ReleaseScore, Submission
from leaderboard.models import GenerationSettings as SettingsRow


@dataclass(frozen=True, slots=True)
class ReleaseHead:
    """A release without its rows. ``columns`` are the score columns in order, overall first.

    ``noise_floor``: the points below which no difference counted, by column; empty if the judge's noise was not known.
    ``prompts``: how many the suite has.
    """

    release: Release
    columns: tuple[str, ...]
    latest_number: int
    noise_floor: Mapping[str, float]
    prompts: int = 0

    @property
    def overall_noise(self) -> float | None:
        return self.noise_floor.get(OVERALL_COLUMN)

    @property
    def board(self) -> Board:
        return self.release.board

    @property
    def is_latest(self) -> bool:
        return self.release.number == self.latest_number


@dataclass(frozen=True, slots=True)
class Cell:
    """One score of one row, at full precision; None where it is missing. Ranks are those of the judged scope."""

    mean: float | None = None
    target_mean: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    images: int | None = None
    standard_error: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None

    def value(self, scope: Scope) -> float | None:
        return self.target_mean if scope == Scope.TARGET else self.mean


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One submission's row, with the generator's facts as they were when the release was made."""

    submission_id: int
    kind: str
    pictures_per_prompt: int
    name: str
    organisation: str
    licence: str
    open_weights: bool
    planned_judgements: int
    judged_judgements: int
    unranked_reason: str
    attempts: int | None
    withdrawn_at: datetime | None
    evidence_sha256: str
    cells: Mapping[str, Cell]

    @property
    def overall(self) -> Cell:
        return self.cells[OVERALL_COLUMN]


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """An entry in a board's list of releases."""

    number: int
    published_at: datetime


class Listing(NamedTuple):
    """A release that lists a submission that was not withdrawn by then."""

    slug: str
    number: int
    is_latest: bool


NO_SCORE = Cell()
RANKED_ROWS = Count("rows", filter=Q(rows__unranked_reason=""))
"""How many models a release ranks, as an annotation of releases."""

CELL_FIELDS = tuple(field.name for field in fields(Cell))


def release_head(slug: str, number: int | None = None) -> ReleaseHead | None:
    """The board's release of that number, or its latest; None if there is none."""
    releases = slim_releases(Release.objects.filter(board__slug=slug))
    if number is not None:
        releases = releases.filter(number=number)
    release = releases.annotate(latest=_latest_number(), prompts=_prompt_count()).order_by("-number").first()
    if release is None:
        return None
    return ReleaseHead(release, tuple(release.columns), release.latest, release.noise_floor or {}, release.prompts)


def release_rows(head: ReleaseHead) -> list[BoardRow]:
    """All rows of a release in the order of its ranking, unranked and withdrawn ones last."""
    return board_rows(_rows(head), head)


def leading_rows(head: ReleaseHead, count: int) -> list[BoardRow]:
    """The first ranked rows of a release."""
    return board_rows(_rows(head).filter(unranked_reason="")[:count], head)


def stated_settings(head: ReleaseHead) -> dict[int, GenerationSettings]:
    """How the pictures of a release's submissions were made, by number; only those whose authors state it."""
    rows = SettingsRow.objects.filter(submission__releaserow__release=head.release)
    return {row.submission_id: row.stated for row in rows}


def board_rows(rows: Iterable[ReleaseRow], head: ReleaseHead) -> list[BoardRow]:
    """Rows with their scores in the board's columns; their submissions are loaded, and their scores prefetched."""
    return [_board_row(row, head.columns) for row in rows]


def _rows(head: ReleaseHead) -> QuerySet[ReleaseRow]:
    scores = Prefetch("scores", columns_of(ReleaseScore.objects.all()))
    rows = ReleaseRow.objects.filter(release=head.release).select_related("submission")
    return rows.order_by("position").prefetch_related(scores)


def columns_of(scores: QuerySet[ReleaseScore]) -> QuerySet[ReleaseScore]:
    """Only the scores of the board's columns: overall and dimensions."""
    return scores.filter(sub_capability="")


def release_notes(board: Board) -> list[ReleaseNote]:
    """All releases of a board, newest first."""
    releases = Release.objects.filter(board=board).order_by("-number")
    return [ReleaseNote(*values) for values in releases.values_list("number", "published_at")]


def newest_listing(submission: Submission, language: str) -> Listing | None:
    """The newest release of the language's board that has the submission's scores."""
    latest = Release.objects.filter(board=OuterRef("release__board")).order_by("-number").values("number")[:1]
    listing = (
        ReleaseRow.objects.filter(submission=submission, release__board__language=language, withdrawn_at__isnull=True)
        .order_by("-release__number")
        .values_list("release__board__slug", "release__number", Subquery(latest))
        .first()
    )
    if listing is None:
        return None
    slug, number, latest_number = listing
    return Listing(slug, number, number == latest_number)


def released_boards(**conditions: object) -> QuerySet[Board]:
    """Boards with a release that match the conditions, each with its suite and judge profile."""
    return (
        Board.objects.filter(Exists(Release.objects.filter(board=OuterRef("pk"))), **conditions)
        .select_related("suite", "judge_profile")
        .defer("judge_profile__files")
    )


def boards_with_facet(path: FacetPath) -> QuerySet[Board]:
    """Boards whose latest release has scores at a facet."""
    newest = Release.objects.filter(board=OuterRef("pk")).order_by("-number").values("pk")[:1]
    scores = ReleaseScore.objects.filter(row__release=OuterRef("newest"), **path._asdict())
    return released_boards().annotate(newest=Subquery(newest)).filter(Exists(scores))


def all_boards() -> QuerySet[Board, Any]:
    """Every board with its suite and judge profile, whether or not it has a release.

    ``newest_number`` (0: no release yet) and ``newest_at`` are those of its newest release.
    """
    return (
        Board.objects.select_related("suite", "judge_profile")
        .defer("judge_profile__files")
        .annotate(newest_number=Coalesce(Max("releases__number"), 0), newest_at=Max("releases__published_at"))
    )


def unreleased_board(slug: str) -> Board | None:
    """A board whose first release is still being made."""
    return (
        Board.objects.select_related("suite", "judge_profile")
        .defer("judge_profile__files")
        .filter(slug=slug, releases__isnull=True)
        .first()
    )


def field_of(head: ReleaseHead) -> dict[ScorePath, FieldLevel]:
    """The ranked models' scores on each level; empty for a release made before these were stored."""
    entries = Release.objects.values_list("field_levels", flat=True).get(pk=head.release.pk)
    return {
        ScorePath(*entry["path"]): FieldLevel(entry["median"], entry["best"], entry["models"])
        for entry in entries or ()
    }


def releases_of(slug: str) -> QuerySet[Release]:
    """A board's releases, newest first."""
    return slim_releases(Release.objects.filter(board__slug=slug)).order_by("-number")


def latest_releases() -> QuerySet[Release]:
    """The latest release of every board that has one."""
    return slim_releases(Release.objects.filter(number=_latest_number()))


def listed_now() -> QuerySet[ReleaseRow]:
    """The rows of all boards' latest releases, without withdrawn ones."""
    return (
        ReleaseRow.objects.filter(release__number=_latest_number("release__board"), withdrawn_at__isnull=True)
        .select_related("release__board", "submission")
        .defer("release__content", "release__field_levels")
        .order_by("release", "position")
    )


def slim_releases(releases: QuerySet[Release]) -> QuerySet[Release]:
    """The same releases without their two large columns, which no page needs."""
    return releases.select_related("board__suite", "board__judge_profile").defer(
        "content", "field_levels", "board__judge_profile__files"
    )


def _latest_number(board: str = "board") -> Subquery:
    """The number of the latest release of the outer row's board; ``board`` is the lookup from that row to it."""
    return Subquery(Release.objects.filter(board=OuterRef(board)).order_by("-number").values("number")[:1])


def _prompt_count() -> Coalesce:
    """How many prompts the suite of the outer release's board has."""
    prompts = Prompt.objects.filter(suite=OuterRef("board__suite")).order_by().values("suite")
    return Coalesce(Subquery(prompts.annotate(number=Count("pk")).values("number")), 0)


def _board_row(row: ReleaseRow, columns: Iterable[str]) -> BoardRow:
    cells = {
        score.dimension: Cell(**{name: getattr(score, name) for name in CELL_FIELDS})
        for score in row.scores.all()
        if not score.sub_capability
    }
    return BoardRow(
        submission_id=row.submission_id,
        kind=row.kind,
        pictures_per_prompt=row.submission.pictures_per_prompt,
        name=row.generator_name,
        organisation=row.organisation,
        licence=row.licence,
        open_weights=row.open_weights,
        planned_judgements=row.planned_judgements,
        judged_judgements=row.judged_judgements,
        unranked_reason=row.unranked_reason,
        attempts=row.attempts,
        withdrawn_at=row.withdrawn_at,
        evidence_sha256=row.evidence_sha256,
        cells={column: cells.get(column, NO_SCORE) for column in columns},
    )
