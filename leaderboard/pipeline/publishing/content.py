"""Stage 6: the content of a release: everything that is sealed, and the scores from which its rows are stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from leaderboard.domain.ranking.comparison import PairComparison
from leaderboard.domain.ranking.standings import RESAMPLES, Standing
from leaderboard.domain.submission.price import price_text
from leaderboard.models import Board, Generator, Kind, Submission
from leaderboard.pipeline.publishing import ranking
from leaderboard.pipeline.publishing.evidence import ensure_evidence
from leaderboard.pipeline.publishing.levels import LevelScore, levels_content, release_levels
from leaderboard.pipeline.scoring.matrices import score_array


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release before it is stored. ``levels`` has a list of scores for every row of the content."""

    content: dict[str, Any]
    levels: list[list[LevelScore]]


def new_release(board: Board) -> NewRelease:
    """The board recomputed from its public submissions, as plain values."""
    submissions = {submission.pk: submission for submission in ranking.board_submissions(board)}
    ids = list(submissions)
    noise_floor, seed = ranking.noise_floor(board), ranking.seed_of(board, ids)
    columns, paths = ranking.board_columns(board), board.judge_profile.frozen.protocol.rubric.levels
    scores = score_array(board, list(submissions.values()))
    standings = ranking.board_standings(board, list(submissions.values()), scores[:, :, : len(columns)], noise_floor)
    scores = scores[[ids.index(int(standing.entry.key)) for standing in standings]]
    levels = release_levels(paths, scores, standings, ranking.target_means(board, ids), seed)
    attempts = _attempts(board, submissions.values())
    content = {
        "board": _board(board),
        "statistics": {
            "seed": seed,
            "resamples": RESAMPLES,
            "level": 0.95,
            "noise_floor": noise_floor,
        },
        "code_version": settings.SALON_CODE_VERSION,
        "levels": levels_content(paths, scores[[not standing.unranked_reason for standing in standings]], levels),
        "rows": [
            _row(standing, submission := submissions[int(standing.entry.key)], of_levels[: len(columns)])
            | {"attempts": None if submission.kind == Kind.IMPORT else attempts[submission.generator.team_id]}
            for standing, of_levels in zip(standings, levels, strict=True)
        ],
    }
    return NewRelease(content, levels)


def _attempts(board: Board, submissions: Iterable[Submission]) -> dict[int, int]:
    """How many submissions each author (a team) has made for this board, with any generator and any outcome."""
    teams = {submission.generator.team_id for submission in submissions}
    made = (
        Submission.objects.filter(
            generator__team__in=teams,
            suite=board.suite_id,
            judge_profile=board.judge_profile_id,
            languages__contains=[board.language],
            practice_rule__isnull=True,
        )
        .order_by("generator__team")
        .values_list("generator__team")
        .annotate(count=Count("id"))
    )
    return dict(made)


def _board(board: Board) -> dict[str, Any]:
    return {
        "slug": board.slug,
        "language": board.language,
        "suite": {"key": board.suite.key, "version": board.suite.version, "sha256": board.suite.sha256},
        "judge_profile": {
            "key": board.judge_profile.key,
            "version": board.judge_profile.version,
            "sha256": board.judge_profile.sha256,
            "comparable": board.judge_profile.comparable,
            "caveat": board.judge_profile.caveat,
        },
        "columns": ranking.board_columns(board),
    }


def _row(standing: Standing, submission: Submission, columns: Sequence[LevelScore]) -> dict[str, Any]:
    generator, entry = submission.generator, standing.entry
    return {
        "submission": submission.pk,
        "kind": submission.kind,
        "generator": {
            "id": generator.pk,
            "name": generator.name,
            "organisation": generator.organisation,
            "licence": generator.licence,
            "open_weights": generator.open_weights,
            "parameter_count": generator.parameter_count,
            **_price(generator),
        },
        **_settings(submission),
        **_pictures_per_prompt(submission),
        "public_at": _utc(submission.public_at),
        "planned_judgements": entry.planned,
        "judged_judgements": entry.judged,
        "unranked_reason": standing.unranked_reason,
        "withdrawn_at": _utc(submission.withdrawn_at),
        "evidence_sha256": "" if submission.withdrawn_at else ensure_evidence(submission).sha256,
        "ahead_of_next": _ahead(standing.ahead) if standing.ahead else None,
        "scores": [_score(score) for score in columns],
    }


def _price(generator: Generator) -> dict[str, str]:
    """Nothing without a price, so that a board without prices keeps the seal that it had before there were any."""
    if generator.price_usd is None or generator.price_declared_on is None:
        return {}
    return {
        "price_usd": price_text(generator.price_usd),
        "price_declared_on": generator.price_declared_on.isoformat(),
    }


def _settings(submission: Submission) -> dict[str, Any]:
    """Nothing without any, so that a board without them keeps the seal that it had before there were any."""
    given = submission.stated_settings.given()
    return {"generation_settings": given} if given else {}


def _pictures_per_prompt(submission: Submission) -> dict[str, int]:
    """Nothing with one, so that a board without others keeps the seal that it had before there were any."""
    count = submission.pictures_per_prompt
    return {"pictures_per_prompt": count} if count > 1 else {}


def _utc(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _ahead(ahead: PairComparison) -> dict[str, Any]:
    return {
        "difference": ahead.difference,
        "low": ahead.low,
        "high": ahead.high,
        "superiority": ahead.superiority,
        "shared": ahead.shared,
    }


def _score(score: LevelScore) -> dict[str, Any]:
    ranked = score.ranked
    return {
        "dimension": score.path.dimension,
        "mean": ranked.mean,
        "target_mean": score.target_mean,
        "images": ranked.images,
        "standard_error": ranked.standard_error,
        "mean_low": ranked.low,
        "mean_high": ranked.high,
        "rank": ranked.rank,
        "rank_low": ranked.best,
        "rank_high": ranked.worst,
    }
