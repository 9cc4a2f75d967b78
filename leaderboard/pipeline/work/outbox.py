"""What is to be sent about an event, written in the transaction that makes it true.

So nothing is announced that did not happen, and nothing that happened is forgotten. ``pipeline/notifying`` sends it.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from leaderboard.domain.events import Event
from leaderboard.models import (
    Release,
    ReleaseRow,
    ReleaseScore,
    Submission,
    SubmissionScore,
    Webhook,
    WebhookDelivery,
    clock,
)
from leaderboard.pipeline.work import queue

SENT_FOR = timedelta(days=3)
"""For how long the sending of an event is tried."""


def announce(event: Event, submission_id: int) -> None:
    """Announce what has become true of a submission in this transaction."""
    submission = Submission.objects.select_related("generator", "suite", "judge_profile").get(pk=submission_id)
    webhooks = list(_subscribed(event).filter(team=submission.generator.team_id))
    if webhooks:
        plan(webhooks, event, _about_submission(submission))


def announce_release(release: Release) -> None:
    """Announce a new release to the authors of the models on it, with the places of their own models."""
    webhooks = _subscribed(Event.RELEASE)
    teams = set(webhooks.values_list("team_id", flat=True))
    if not teams:
        return
    models = _models_by_team(release, teams)
    for webhook in webhooks.filter(team__in=models):
        plan([webhook], Event.RELEASE, _about_release(release) | {"models": models[webhook.team_id]})


def plan(
    webhooks: Iterable[Webhook], event: Event, data: Mapping[str, Any], *, allowed: timedelta = SENT_FOR
) -> list[WebhookDelivery]:
    """Plan one delivery to each of the webhooks; all have the same message ID.

    Args:
        data: what the receivers learn, as JSON.
        allowed: for how long the sending is tried.
    """
    now = clock.read()
    content = {"type": event.value, "timestamp": _written(now), "data": data}
    payload = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    message_id = f"msg_{uuid.uuid4().hex}"
    deliveries = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            webhook=webhook,
            message_id=message_id,
            event=event.value,
            payload=payload,
            due_at=now,
            queued_at=now,
            deadline_at=now + allowed,
        )
        for webhook in webhooks
    )
    queue.enqueue_on_commit(queue.CALL_WEBHOOK, [delivery.pk for delivery in deliveries])
    return deliveries


def _subscribed(event: Event) -> Any:
    return Webhook.objects.filter(events__contains=[event.value], disabled_at__isnull=True).order_by("pk")


def _about_submission(submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission.pk,
        "generator": submission.generator_id,
        "name": submission.generator.name,
        "suite": f"{submission.suite.key}/{submission.suite.version}",
        "judge_profile": str(submission.judge_profile),
        "kind": submission.kind,
        "languages": submission.languages,
        "stage": submission.stage,
        "outcome": submission.outcome,
        "cause": submission.cause,
        "created_at": _written(submission.created_at),
        "ended_at": _written(submission.ended_at) if submission.ended_at else None,
        "page": _address("submission", submission.pk),
        "scores": list(_means(submission)),
    }


def _means(submission: Submission) -> Iterable[Mapping[str, Any]]:
    """The overall means and those of the dimensions."""
    rows = SubmissionScore.objects.filter(
        submission=submission, judge_profile=submission.judge_profile_id, sub_capability="", facet=""
    )
    return rows.order_by("language", "scope", "dimension").values("language", "scope", "dimension", "mean", "images")


def _about_release(release: Release) -> dict[str, Any]:
    board = release.board
    return {
        "board": board.slug,
        "release": release.number,
        "suite": f"{board.suite.key}/{board.suite.version}",
        "judge_profile": str(board.judge_profile),
        "language": board.language,
        "published_at": _written(release.published_at),
        "sha256": release.sha256,
        "page": _address("board-release", board.slug, release.number),
    }


def _models_by_team(release: Release, teams: set[int]) -> dict[int, list[dict[str, Any]]]:
    """The models of these teams in a release, each with its overall score and rank."""
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


def _address(name: str, *arguments: object) -> str:
    """A page's address; without SITE_URL, the site does not know its own name, and it is a path."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SALON_SITE_URL + reverse(name, args=arguments)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
