"""What is said about an event, as JSON: by webhooks as it is, by mails in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from leaderboard.models import Release, ReleaseRow, ReleaseScore, Submission, SubmissionScore


def about_submission(submission: Submission) -> dict[str, Any]:
    """A submission's state, and its means if it is scored."""
    return {
        "submission": submission.pk,
        "generator": submission.generator_id,
        "name": submission.generator.name,
        "label": submission.label,
        "commit": submission.commit,
        "practice": submission.is_practice,
        "suite": f"{submission.suite.key}/{submission.suite.version}",
        "judge_profile": str(submission.judge_profile),
        "kind": submission.kind,
        "languages": submission.languages,
        "stage": submission.stage,
        "outcome": submission.outcome,
        "cause": submission.cause,
        "created_at": written(submission.created_at),
        "ended_at": written(submission.ended_at) if submission.ended_at else None,
        "page": address("submission", submission.pk),
        "scores": list(_means(submission)),
    }


def _means(submission: Submission) -> Iterable[Mapping[str, Any]]:
    """The overall means and those of the dimensions."""
    rows = SubmissionScore.objects.filter(
        submission=submission, judge_profile=submission.judge_profile_id, sub_capability="", facet=""
    )
    return rows.order_by("language", "scope", "dimension").values("language", "scope", "dimension", "mean", "images")


def about_release(release: Release) -> dict[str, Any]:
    """A release, without its models."""
    board = release.board
    return {
        "board": board.slug,
        "release": release.number,
        "suite": f"{board.suite.key}/{board.suite.version}",
        "judge_profile": str(board.judge_profile),
        "language": board.language,
        "published_at": written(release.published_at),
        "sha256": release.sha256,
        "page": address("board-release", board.slug, release.number),
    }


def models_by_team(release: Release, teams: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The models of these teams in a release, each with its overall score and rank."""
    if not teams:
        return {}
    rows = ReleaseRow.objects.filter(
        release=release, withdrawn_at__isnull=True, submission__generator__team__in=teams
    ).select_related("submission__generator")
    overall = {
        score.row_id: score
        for score in ReleaseScore.objects.filter(row__in=rows, dimension="", sub_capability="", facet="")
    }
    models = defaultdict(list)
    for row in rows.order_by("position"):
        score = overall.get(row.pk)
        place = {name: getattr(score, name, None) for name in ("rank", "rank_low", "rank_high")}
        models[row.submission.generator.team_id].append(
            {
                "model": row.submission.generator_id,
                "submission": row.submission_id,
                "name": row.generator_name,
                "overall": score.mean if score else None,
                "unranked_reason": row.unranked_reason,
                **place,
            }
        )
    return dict(models)


def address(name: str, *arguments: object) -> str:
    """A page's address; without SITE_URL, the site does not know its own name, and it is a path."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SALON_SITE_URL + reverse(name, args=arguments)


def written(moment: datetime) -> str:
    """A time as ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
