"""Deliveries to webhooks: claimed by a worker, sent without a transaction, and recorded with every attempt."""

from __future__ import annotations

import logging
import random
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Least

from leaderboard.domain.events import Event
from leaderboard.models import Sending, WebhookAttempt, WebhookDelivery, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.notifying import webhooks
from leaderboard.pipeline.notifying.policy import KEPT, LAST_BEFORE, NOT_IN_TIME, RETRIES
from leaderboard.pipeline.notifying.sealing import target_of
from leaderboard.pipeline.submission.keys import KeyUnreadable
from leaderboard.pipeline.work import leases

log = logging.getLogger(__name__)

AT_A_TIME: Final = 4
"""Simultaneous requests for one team, so that receivers that never answer cannot occupy all threads."""

UNREADABLE = "The webhook's secret cannot be read, because KEY_SECRET was changed. This is a failure on our side."
GONE = "The receiver replied 410 Gone, which means that it wants no more requests."
FAILED_FOR_DAYS = "All attempts within 3 days failed."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claimed delivery, ready to be sent. ``secrets``: what it is signed with, the current secret first."""

    delivery_id: int
    token: uuid.UUID
    message_id: str
    payload: str
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an attempt gave. ``status``: of the reply, None without one. ``cause``: why it failed, "" if it did not.

    ``gone``: the receiver wants no more requests. ``retry_after_s``: seconds that it asks to wait.
    """

    status: int | None
    seconds: float
    cause: str = ""
    reply: str = ""
    gone: bool = False
    retry_after_s: float | None = None


def claim(delivery_id: int) -> Outgoing | None:
    """Claim a delivery that is due; None when there is nothing to send or another worker sends it."""
    pending = WebhookDelivery.objects.filter(pk=delivery_id, outcome=Sending.PENDING, deadline_at__gt=Now())
    token = leases.claim(pending)
    if token is None:
        return None
    delivery = WebhookDelivery.objects.select_related("webhook").get(pk=delivery_id)
    if not _has_place(delivery):
        _release(delivery, token, in_s=random.uniform(1, 3))  # noqa: S311  # spreads load, guards nothing
        return None
    try:
        target = target_of(delivery.webhook)
    except KeyUnreadable:
        record(delivery_id, token, Attempt(None, 0.0, UNREADABLE))
        return None
    former_until = delivery.webhook.former_until
    is_rotating = bool(target.former and former_until and former_until > clock.read())
    signed_with = (target.secret, target.former) if is_rotating else (target.secret,)
    return Outgoing(delivery_id, token, delivery.message_id, delivery.payload, target.url, signed_with)


@transaction.atomic
def record(delivery_id: int, token: uuid.UUID, attempt: Attempt) -> bool:
    """Record an attempt, and what follows: the end, the next attempt, or the end of the webhook.

    Returns: False when the claim is no longer held; then nothing is recorded.
    """
    held = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("webhook")
    delivery = held.filter(pk=delivery_id, lease_token=token, outcome=Sending.PENDING).first()
    if delivery is None:
        return False
    WebhookAttempt.objects.create(
        delivery=delivery,
        status=attempt.status,
        cause=attempt.cause,
        reply=attempt.reply,
        seconds=attempt.seconds,
    )
    if not attempt.cause:
        _end(delivery, Sending.DELIVERED, "")
    elif attempt.gone:
        _end(delivery, Sending.FAILED, attempt.cause)
        webhooks.disable(delivery.webhook, GONE)
    elif not _try_later(delivery, attempt):
        _give_up(delivery, attempt.cause)
    return True


def end_overdue(delivery_ids: list[int]) -> int:
    """End deliveries whose time is over, and disable webhooks that accepted nothing meanwhile; returns how many."""
    rows = overdue().filter(pk__in=delivery_ids).select_related("webhook").order_by("pk")
    for delivery in rows.select_for_update(of=("self",), skip_locked=True):
        _give_up(delivery, delivery.cause or NOT_IN_TIME)
    return len(delivery_ids)


def overdue() -> QuerySet[WebhookDelivery]:
    """Deliveries whose time is over."""
    return WebhookDelivery.objects.filter(outcome=Sending.PENDING, deadline_at__lte=Now())


def forget_old(*, dry_run: bool = False) -> int:
    """Delete deliveries that ended long ago; returns how many."""
    old = WebhookDelivery.objects.exclude(outcome=Sending.PENDING).filter(
        created_at__lt=Now() - KEPT, ended_at__lt=Now() - KEPT
    )
    return old.count() if dry_run else old.delete()[1].get("leaderboard.WebhookDelivery", 0)


def _has_place(delivery: WebhookDelivery) -> bool:
    being_sent = WebhookDelivery.objects.filter(
        webhook__team=delivery.webhook.team_id, outcome=Sending.PENDING, lease_expires_at__gt=Now()
    )
    return being_sent.exclude(pk=delivery.pk).count() < AT_A_TIME


def _release(delivery: WebhookDelivery, token: uuid.UUID, *, in_s: float) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk, lease_token=token).update(
        due_at=Now() + timedelta(seconds=in_s), queued_at=None, attempt=delivery.attempt - 1, **leases.NO_LEASE
    )


def _try_later(delivery: WebhookDelivery, attempt: Attempt) -> bool:
    """Plan the next attempt, the last one just before the deadline; False if no time is left for another."""
    if delivery.event == Event.TEST or delivery.deadline_at is None:
        return False
    jitter = random.uniform(0.5, 0.999)  # noqa: S311  # spreads load, guards nothing
    delay_s = RETRIES.delay_s(delivery.attempt, jitter=jitter, retry_after_s=attempt.retry_after_s)
    due_at = Least(Now() + timedelta(seconds=delay_s), Value(delivery.deadline_at - LAST_BEFORE))
    in_time = WebhookDelivery.objects.filter(pk=delivery.pk, deadline_at__gt=Now() + LAST_BEFORE)
    return bool(in_time.update(cause=attempt.cause, due_at=due_at, queued_at=None, **leases.NO_LEASE))


def _give_up(delivery: WebhookDelivery, cause: str) -> None:
    _end(delivery, Sending.FAILED, cause)
    log.info("%s was given up after %d attempts: %s", delivery, delivery.attempt, cause)
    if delivery.event != Event.TEST and _accepts_nothing(delivery):
        webhooks.disable(delivery.webhook, FAILED_FOR_DAYS)


def _accepts_nothing(delivery: WebhookDelivery) -> bool:
    """Whether this was tried, and the webhook has accepted nothing else meanwhile."""
    begun = delivery.requested_at or delivery.created_at
    others = WebhookDelivery.objects.filter(webhook=delivery.webhook, outcome=Sending.DELIVERED, ended_at__gt=begun)
    return delivery.attempts.exclude(cause=UNREADABLE).exists() and not others.exists()


def _end(delivery: WebhookDelivery, outcome: Sending, cause: str) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        outcome=outcome, cause=cause, ended_at=Now(), deadline_at=None, **leases.NO_LEASE
    )
