"""Stage 6: what a release says: everything that is sealed, and from which its rows are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db.models import Count

from leaderboard.domain.ranking import RESAMPLES, Place, Standing
from leaderboard.models import Board, Kind, Submission
from leaderboard.pipeline import ranking
from leaderboard.pipeline.evidence import ensure_evidence


def release_content(board: Board) -> dict[str, Any]:
    """The board recomputed from its public submissions, as plain values."""
    submissions = {submission.pk: submission for submission in ranking.public_submissions(board)}
    keys = list(submissions)
    noise_floor = ranking.noise_of(board)
    placed = ranking.board_standings(board, list(submissions.values()), noise_floor)
    targets = ranking.target_means(board, keys)
    attempts = _attempts(board, submissions.values())
    return {
        "board": _board(board),
        "statistics": {
            "seed": ranking.seed_of(board, keys),
            "resamples": RESAMPLES,
            "level": 0.95,
            "noise_floor": noise_floor,
        },
        "code_version": settings.SALON_CODE_VERSION,
        "rows": [
            _row(place, submission := submissions[int(place.entry.key)], targets.get(submission.pk, {}))
            | {"attempts": None if submission.kind == Kind.IMPORT else attempts[submission.generator.owner_id]}
            for place in placed
        ],
    }


def _attempts(board: Board, submissions: Iterable[Submission]) -> dict[int, int]:
    """How many submissions every author has made for this board, with any generator and of any outcome."""
    owners = {submission.generator.owner_id for submission in submissions}
    made = (
        Submission.objects.filter(
            generator__owner__in=owners,
            suite=board.suite_id,
            judge_profile=board.judge_profile_id,
            languages__contains=[board.language],
        )
        .order_by("generator__owner")
        .values_list("generator__owner")
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


def _row(standing: Standing, submission: Submission, targets: Mapping[str, float | None]) -> dict[str, Any]:
    generator, entry = submission.generator, standing.entry
    withdrawn = submission.withdrawn_at
    return {
        "submission": submission.pk,
        "kind": submission.kind,
        "generator": {
            "id": generator.pk,
            "name": generator.name,
            "organisation": generator.organisation,
            "licence": generator.licence,
            "open_weights": generator.open_weights,
        },
        "planned_judgements": entry.planned,
        "judged_judgements": entry.judged,
        "unranked_reason": standing.unranked_reason,
        "withdrawn_at": withdrawn.strftime("%Y-%m-%dT%H:%M:%SZ") if withdrawn else None,
        "evidence_sha256": "" if withdrawn else ensure_evidence(submission).sha256,
        "ahead_of_next": asdict(standing.ahead) if standing.ahead else None,
        "scores": []
        if withdrawn
        else [_score(column, place, targets.get(column)) for column, place in standing.places.items()],
    }


def _score(column: str, place: Place, target_mean: float | None) -> dict[str, Any]:
    return {
        "dimension": column,
        "mean": place.mean,
        "target_mean": target_mean,
        "images": place.images,
        "standard_error": place.standard_error,
        "mean_low": place.low,
        "mean_high": place.high,
        "rank": place.rank,
        "rank_low": place.best,
        "rank_high": place.worst,
    }
