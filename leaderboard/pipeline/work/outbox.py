"""What is to be sent about an event, written in the transaction that makes it true.

So nothing is announced that did not happen, and nothing that happened is forgotten. ``pipeline/notifying`` sends it.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from leaderboard.domain.events import MAILED_BY_DEFAULT, Event
from leaderboard.models import (
    Mail,
    Membership,
    Release,
    Role,
    Submission,
    User,
    Webhook,
    WebhookDelivery,
    clock,
)
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.event_content import about_release, about_submission, models_by_team, written

SENT_FOR = timedelta(days=3)
"""For how long the sending of an event is tried."""


def announce(event: Event, submission_id: int) -> None:
    """Announce what has become true of a submission in this transaction."""
    submission = Submission.objects.select_related("generator", "suite", "judge_profile").get(pk=submission_id)
    webhooks = list(_subscribed(event).filter(team=submission.generator.team_id))
    readers = _readers(event, submission)
    if webhooks or readers:
        data = about_submission(submission)
        plan(webhooks, event, data)
        plan_mails(readers, event, data)


def announce_release(release: Release) -> None:
    """Announce a new release to the teams of the models on it, with the places of their own models."""
    webhooks = _subscribed(Event.RELEASE)
    readers = _readers(Event.RELEASE, None)
    teams_of = _teams_of(readers)
    models = models_by_team(release, {*webhooks.values_list("team_id", flat=True), *chain(*teams_of.values())})
    about = about_release(release) if models else {}
    for webhook in webhooks.filter(team__in=models):
        plan([webhook], Event.RELEASE, about | {"models": models[webhook.team_id]})
    for reader, teams in teams_of.items():
        if own := [model for team in teams for model in models.get(team, ())]:
            plan_mails([reader], Event.RELEASE, about | {"models": own})


def plan_mails(user_ids: Iterable[int], event: Event, data: Mapping[str, Any]) -> None:
    """Plan one mail to each of the people; none on a site without a mail server."""
    if not settings.EMAIL_HOST:
        return
    now = clock.read()
    mails = Mail.objects.bulk_create(
        Mail(user_id=user_id, event=event.value, data=data, due_at=now, queued_at=now, deadline_at=now + SENT_FOR)
        for user_id in user_ids
    )
    queue.enqueue_on_commit(queue.SEND_MAIL, [mail.pk for mail in mails])


def plan(
    webhooks: Iterable[Webhook], event: Event, data: Mapping[str, Any], *, allowed: timedelta = SENT_FOR
) -> list[WebhookDelivery]:
    """Plan one delivery to each of the webhooks; all have the same message ID.

    Args:
        data: what the receivers learn, as JSON.
        allowed: for how long the sending is tried.
    """
    webhooks = list(webhooks)
    if not webhooks:
        return []
    now = clock.read()
    content = {"type": event.value, "timestamp": written(now), "data": data}
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


def _subscribed(event: Event) -> QuerySet[Webhook]:
    return Webhook.objects.filter(events__contains=[event.value], disabled_at__isnull=True).order_by("pk")


def _concerned(submission: Submission) -> QuerySet[Membership]:
    """Who submitted it; if that person has left the team, its owners."""
    members = Membership.objects.filter(team=submission.generator.team_id)
    author = members.filter(user=submission.submitted_by_id or submission.generator.owner_id)
    return author if author.exists() else members.filter(role=Role.OWNER)


def _readers(event: Event, submission: Submission | None) -> list[int]:
    """Who is mailed about an event, of those whom the submission concerns, or of all people."""
    if not settings.EMAIL_HOST:
        return []
    people = User.objects.filter(is_active=True)
    if submission is not None:
        people = people.filter(pk__in=_concerned(submission).values("user"))
    wanted = Q(mail_preference__events__contains=[event.value])
    if event in MAILED_BY_DEFAULT:
        wanted |= Q(mail_preference__isnull=True)
    return list(people.filter(wanted).order_by("pk").values_list("pk", flat=True))


def _teams_of(user_ids: Collection[int]) -> dict[int, list[int]]:
    if not user_ids:
        return {}
    teams = defaultdict(list)
    for user_id, team_id in Membership.objects.filter(user__in=user_ids).order_by("pk").values_list("user", "team"):
        teams[user_id].append(team_id)
    return dict(teams)
