"""One model as releases know it: its scores on every level beside the field's, its past, and its boards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery

from leaderboard.domain.ranking.field import FieldLevel
from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.models import Generator, ReleaseRow, ReleaseScore, Submission
from leaderboard.queries.boards import ReleaseHead, columns_of, field_of, latest_releases
from leaderboard.queries.rubric import rubric_of


@dataclass(frozen=True, slots=True)
class Level:
    """A model at one level of the rubric: points of 100 at full precision, None where unknown.

    ``low`` to ``high`` is the mean's 95% interval. ``ahead`` is the difference from the mean of the other ranked
    models; its interval ``ahead_low`` to ``ahead_high`` holds for all of the model's levels at once. ``median`` and
    ``best`` are those of the ranked models.
    """

    path: ScorePath
    mean: float | None
    low: float | None
    high: float | None
    images: int | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    ahead: float | None
    ahead_low: float | None
    ahead_high: float | None
    median: float | None
    best: float | None
    noise_floor: float

    @property
    def leads(self) -> bool:
        """Reliably better than the other models on average."""
        return self.ahead_low is not None and self.ahead_low > 0 and self._is_above_noise

    @property
    def trails(self) -> bool:
        """Reliably worse than the other models on average."""
        return self.ahead_high is not None and self.ahead_high < 0 and self._is_above_noise

    @property
    def _is_above_noise(self) -> bool:
        return abs(self.ahead or 0.0) >= self.noise_floor


@dataclass(frozen=True, slots=True)
class PastScore:
    """A model's overall in one release that ranks ``ranked`` models."""

    number: int
    published_at: datetime
    mean: float | None
    low: float | None
    high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    ranked: int


@dataclass(frozen=True, slots=True)
class ModelOnBoard:
    """A model in one board's latest release, which ranks ``ranked`` models; ``score`` is None if it was withdrawn."""

    row: ReleaseRow
    score: ReleaseScore | None
    ranked: int


def public_models() -> QuerySet[Generator]:
    """Generators with public submissions; those are prefetched as ``submissions``, newest first."""
    public = Submission.objects.filter(public_at__isnull=False).order_by("-pk")
    return Generator.objects.filter(pk__in=public.values("generator")).prefetch_related(Prefetch("submissions", public))


def model_row(head: ReleaseHead, generator_id: int) -> ReleaseRow | None:
    """A model's row in a release, with its submission and generator."""
    rows = ReleaseRow.objects.filter(release=head.release, submission__generator=generator_id)
    return rows.select_related("submission__generator", "submission__generation_settings").first()


def model_levels(head: ReleaseHead, row: ReleaseRow) -> list[Level]:
    """All levels that the release has, in the rubric's order, including those without a score of the model.

    Older releases have the overall and the dimensions only.
    """
    scores = {score.path: score for score in row.scores.all()}
    field = field_of(head)
    deepest = FACET_DEPTH if field else 1
    no_score, no_field = ReleaseScore(), FieldLevel(None, None, 0)
    return [
        _level(path, scores.get(path, no_score), field.get(path, no_field), head.noise_floor)
        for path in rubric_of(head.board).levels
        if path.depth <= deepest
    ]


def past_scores(head: ReleaseHead, generator_id: int) -> list[PastScore]:
    """The model's overall in this release and earlier ones, oldest first; releases without its scores are left out."""
    scores = (
        ReleaseScore.objects.filter(
            row__release__board=head.board,
            row__release__number__lte=head.release.number,
            row__submission__generator=generator_id,
            dimension=OVERALL_COLUMN,
        )
        .annotate(ranked=_ranked("row__release"))
        .order_by("row__release__number")
    )
    return [
        PastScore(*values)
        for values in scores.values_list(
            *("row__release__number", "row__release__published_at", "mean", "mean_low", "mean_high"),
            *("rank", "rank_low", "rank_high", "ranked"),
        )
    ]


def model_on_boards(generator_id: int) -> list[ModelOnBoard]:
    """The model on every board whose latest release lists it, by the board's name."""
    releases = {release.pk: release for release in latest_releases()}
    rows = (
        ReleaseRow.objects.filter(release__in=list(releases), submission__generator=generator_id)
        .select_related("submission__generator")
        .annotate(ranked=_ranked("release"))
    )
    overall = {
        score.row_id: score
        for score in columns_of(ReleaseScore.objects.filter(row__in=list(rows), dimension=OVERALL_COLUMN))
    }
    for row in rows:
        row.release = releases[row.release_id]
    on_boards = [ModelOnBoard(row, overall.get(row.pk), row.ranked or 0) for row in rows]
    return sorted(on_boards, key=lambda on_board: on_board.row.release.board.slug)


def _ranked(release: str) -> Subquery:
    """How many models the outer row's release ranks."""
    rows = ReleaseRow.objects.filter(release=OuterRef(release), unranked_reason="").order_by().values("release")
    return Subquery(rows.annotate(count=Count("pk")).values("count"), output_field=IntegerField())


def _level(path: ScorePath, score: ReleaseScore, field: FieldLevel, noise_floor: Mapping[str, float]) -> Level:
    return Level(
        path=path,
        mean=score.mean,
        low=score.mean_low,
        high=score.mean_high,
        images=score.images,
        rank=score.rank,
        rank_low=score.rank_low,
        rank_high=score.rank_high,
        ahead=score.field_difference,
        ahead_low=score.field_low,
        ahead_high=score.field_high,
        median=field.median,
        best=field.best,
        noise_floor=path.noise_floor(noise_floor),
    )
