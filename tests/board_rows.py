"""A board of made-up models, stored as a release stores it: many rows in no time, for tests of its page."""

from __future__ import annotations

from datetime import timedelta

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


def made_up_board(models: int, slug: str = "made-up") -> Release:
    """Models "Painter 001" to the last in the order of their ranks; in every dimension the order is the reverse.

    Every third has an organisation, every second open weights, the n-th n billion parameters.
    """
    suite, profile = load_demo_suite(), load_pixel_profile()
    levels = [path for path in profile.frozen.protocol.rubric.levels if path.depth < FACET_DEPTH]
    board = Board.objects.create(suite=suite, judge_profile=profile, language="en", slug=slug)
    columns = [path.dimension for path in levels if path.depth < 2]
    content = {"board": {"columns": columns}, "statistics": {"noise_floor": {}}}
    release = Release.objects.create(
        board=board, number=1, published_at=timezone.now(), sha256="0" * 64, content=content, seed=1
    )
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
    return Submission.objects.bulk_create(
        Submission(
            generator=generator,
            suite=board.suite,
            judge_profile=board.judge_profile,
            kind=Kind.BUNDLE,
            languages=[board.language],
            stage=Stage.SCORING,
            outcome=Outcome.SCORED,
            ended_at=timezone.now(),
            public_at=timezone.now(),
        )
        for generator in generators
    )


def _row(release: Release, position: int, submission: Submission) -> ReleaseRow:
    return ReleaseRow(
        release=release,
        submission=submission,
        position=position,
        generator_name=submission.generator.name,
        organisation=submission.generator.organisation,
        licence="MIT",
        open_weights=position % 2 == 0,
        parameter_count=position * 10**9,
        public_at=release.published_at - timedelta(days=position),
        planned_judgements=100,
        judged_judgements=100,
        attempts=1,
    )


def _score(row: ReleaseRow, path: ScorePath, models: int) -> ReleaseScore:
    rank = row.position if path.is_overall else models + 1 - row.position
    mean = 90.0 - 60 * rank / models
    return ReleaseScore(
        row=row,
        mean=mean,
        target_mean=mean,
        rank=rank,
        rank_low=max(1, rank - 2),
        rank_high=min(models, rank + 2),
        images=24,
        standard_error=1.0,
        mean_low=mean - 2,
        mean_high=mean + 2,
        **path._asdict(),
    )
