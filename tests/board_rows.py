"""Releases without judging, for tests of what shows them: builders of rows, and a whole board of made-up models."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.domain.stages import Stage
from leaderboard.models import (
    Board,
    Generator,
    Kind,
    Outcome,
    Release,
    ReleaseRow,
    ReleaseScore,
    Submission,
)
from tests.factories import UserFactory, load_demo_suite, load_pixel_profile

ORGANISATIONS = ("North Lab", "Wood Works", "Tide & Co")


def first_release(board: Board, content: dict[str, Any] | None = None) -> Release:
    """A board's first release, without rows; its seal is made up."""
    return Release.objects.create(
        board=board, number=1, published_at=timezone.now(), sha256="0" * 64, content=content or {}, seed=1
    )


def public_submission(board: Board, generator: Generator) -> Submission:
    """An unsaved submission of a bundle, scored and made public for a board."""
    now = timezone.now()
    return Submission(
        generator=generator,
        suite=board.suite,
        judge_profile=board.judge_profile,
        kind=Kind.BUNDLE,
        languages=[board.language],
        stage=Stage.SCORING,
        outcome=Outcome.SCORED,
        ended_at=now,
        public_at=now,
    )


def release_row(release: Release, submission: Submission, position: int, **facts: Any) -> ReleaseRow:
    """An unsaved row with every planned judgement made and the generator's facts."""
    generator = submission.generator
    given = {"open_weights": True, "planned_judgements": 100, "judged_judgements": 100, "attempts": 1} | facts
    return ReleaseRow(
        release=release,
        submission=submission,
        position=position,
        generator_name=generator.name,
        organisation=generator.organisation,
        licence=generator.licence,
        **given,
    )


def release_score(row: ReleaseRow, path: ScorePath, mean: float, rank: int, **numbers: Any) -> ReleaseScore:
    """An unsaved score, the same in both scopes; its rank is settled unless ``rank_low`` and ``rank_high`` say more."""
    given = {"rank_low": rank, "rank_high": rank, "images": 24} | numbers
    return ReleaseScore(
        row=row,
        mean=mean,
        target_mean=mean,
        rank=rank,
        standard_error=1.0,
        mean_low=mean - 2,
        mean_high=mean + 2,
        **path._asdict(),
        **given,
    )


def made_up_board(models: int, slug: str = "made-up") -> Release:
    """Models "Painter 001" to the last in the order of their ranks; in every dimension the order is the reverse.

    Every third has an organisation, every second open weights, the n-th n billion parameters. Of the facets only those
    of one sub-capability have scores.
    """
    suite, profile = load_demo_suite(), load_pixel_profile()
    rubric = profile.frozen.protocol.rubric
    levels = [path for path in rubric.levels if path.depth < FACET_DEPTH or path.sub_capability == "Detail"]
    board = Board.objects.create(suite=suite, judge_profile=profile, language="en", slug=slug)
    columns = [path.dimension for path in levels if path.depth < 2]
    content = {"board": {"columns": columns}, "statistics": {"noise_floor": {}}}
    release = first_release(board, content)
    rows = ReleaseRow.objects.bulk_create(
        _row(release, number, submission) for number, submission in enumerate(_submissions(board, models), start=1)
    )
    ReleaseScore.objects.bulk_create(_score(row, path, models) for row in rows for path in levels)
    return release


def _submissions(board: Board, models: int) -> list[Submission]:
    owner = UserFactory.create()
    generators = Generator.objects.bulk_create(
        Generator(owner=owner, name=f"Painter {number:03}", organisation=ORGANISATIONS[number % 3], licence="MIT")
        for number in range(1, models + 1)
    )
    return Submission.objects.bulk_create(public_submission(board, generator) for generator in generators)


def _row(release: Release, position: int, submission: Submission) -> ReleaseRow:
    return release_row(
        release,
        submission,
        position,
        open_weights=position % 2 == 0,
        parameter_count=position * 10**9,
        public_at=release.published_at - timedelta(days=position),
    )


def _score(row: ReleaseRow, path: ScorePath, models: int) -> ReleaseScore:
    rank = row.position if path.is_overall else models + 1 - row.position
    mean = 90.0 - 60 * rank / models
    return release_score(row, path, mean, rank, rank_low=max(1, rank - 2), rank_high=min(models, rank + 2))
