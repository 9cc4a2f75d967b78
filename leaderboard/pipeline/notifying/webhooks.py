"""What people do with their webhooks: register, change, rotate the secret, test, send again, delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.domain.events import Event
from leaderboard.domain.submission.endpoint_fields import MOST_URL_CHARACTERS
from leaderboard.domain.submission.endpoint_secrets import shown_base_url
from leaderboard.models import Sending, Team, Webhook, WebhookAttempt, WebhookDelivery
from leaderboard.models.clock import Now
from leaderboard.pipeline.accounts import TooMany
from leaderboard.pipeline.notifying import mails
from leaderboard.pipeline.notifying.sealing import Target, new_secret, seal, target_of
from leaderboard.pipeline.work import leases, outbox, queue

MOST_WEBHOOKS: Final = 20
"""The most that one team may have."""

FORMER_SECRET_FOR = timedelta(hours=24)
"""For how long requests are signed with the former secret, too, after a rotation."""

REQUESTS_PER_HOUR: Final = 60
"""Tests and repetitions that one team may request. Each is a call from our address to one chosen by a stranger."""

TEST_ALLOWED = timedelta(minutes=10)
DELETED_KEPT = timedelta(days=1)
_DISABLED_BY_TEAM = "The webhook was disabled."


@dataclass(frozen=True, slots=True)
class WebhookSpec:
    """What a person chooses. The texts are checked (``check_base_url``), and so are the events."""

    name: str
    url: str = field(repr=False)
    events: Sequence[str]


@transaction.atomic
def create(team: Team, spec: WebhookSpec) -> tuple[Webhook, str]:
    """Register a webhook; returns its row and its secret, which is shown once.

    Raises:
        TooMany: nothing is stored.
    """
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # simultaneous requests are counted one after the other
    if Webhook.objects.filter(team=team, deleted_at__isnull=True).count() >= MOST_WEBHOOKS:
        raise TooMany(
            _("you have %(count)d webhooks, the most that a team may have; delete one that is no longer used")
            % {"count": MOST_WEBHOOKS}
        )
    secret = new_secret()
    webhook = Webhook.objects.create(team=team, **_columns(spec, Target(spec.url, secret)))
    return webhook, secret


@transaction.atomic
def change(webhook: Webhook, *, name: str = "", url: str = "", events: Sequence[str] = ()) -> None:
    """Change what is not empty; what waits to be sent goes to the new address.

    Raises:
        KeyUnreadable: if its secret cannot be read.
    """
    webhook = _locked(webhook)
    target = target_of(webhook)
    spec = WebhookSpec(name or webhook.name, url or target.url, events or webhook.events)
    Webhook.objects.filter(pk=webhook.pk).update(**_columns(spec, replace(target, url=spec.url)))


@transaction.atomic
def rotate_secret(webhook: Webhook) -> str:
    """Give a webhook a new secret, which is shown once. The former one stays valid for a day.

    Raises:
        KeyUnreadable: if its secret cannot be read.
    """
    webhook = _locked(webhook)
    target, secret = target_of(webhook), new_secret()
    Webhook.objects.filter(pk=webhook.pk).update(
        sealed=seal(Target(target.url, secret, target.secret)), former_until=Now() + FORMER_SECRET_FOR
    )
    return secret


@transaction.atomic
def disable(webhook: Webhook, cause: str = "") -> bool:
    """Send nothing more to a webhook; False if it was disabled already.

    Args:
        cause: why Salon disables it; "" if somebody in the team does.
    """
    enabled = Webhook.objects.filter(pk=webhook.pk, disabled_at__isnull=True)
    if not enabled.update(disabled_at=Now(), disabled_cause=cause):
        return False
    WebhookDelivery.objects.filter(webhook=webhook, outcome=Sending.PENDING).update(
        outcome=Sending.FAILED,
        ended_at=Now(),
        deadline_at=None,
        cause=cause or _DISABLED_BY_TEAM,
        **leases.NO_LEASE,
    )
    if cause:
        mails.tell_disabled(webhook, cause)
    return True


def enable(webhook: Webhook) -> None:
    """Send the events from now on again."""
    Webhook.objects.filter(pk=webhook.pk).update(disabled_at=None, disabled_cause="")


@transaction.atomic
def delete_webhook(webhook: Webhook) -> None:
    """Delete a webhook's address and secrets at once; nothing more is sent, and its log can no longer be seen."""
    disable(webhook)
    Webhook.objects.filter(pk=webhook.pk).update(deleted_at=Now(), sealed=None)


def forget_deleted(*, dry_run: bool = False) -> int:
    """Delete the rows of webhooks that were deleted long enough ago, with their logs; returns how many."""
    gone = Webhook.objects.filter(deleted_at__lt=Now() - DELETED_KEPT)
    return gone.count() if dry_run else gone.delete()[1].get("leaderboard.Webhook", 0)


@transaction.atomic
def send_test(webhook: Webhook) -> WebhookDelivery:
    """Send a test event, once, also to a disabled webhook.

    Raises:
        TooMany: if too many were requested within the last hour.
    """
    _count_request(webhook)
    about = {"webhook": webhook.pk, "name": webhook.name}
    (delivery,) = outbox.plan([webhook], Event.TEST, about, allowed=TEST_ALLOWED)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(requested_at=Now())
    return delivery


@transaction.atomic
def send_again(delivery: WebhookDelivery) -> None:
    """Send an ended delivery again, with the same message ID and content; does nothing to one that is being sent.

    Raises:
        TooMany: if too many were requested within the last hour.
    """
    _count_request(delivery.webhook)
    allowed = TEST_ALLOWED if delivery.event == Event.TEST else outbox.SENT_FOR
    again = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(outcome=Sending.PENDING)
    if again.update(
        outcome=Sending.PENDING,
        cause="",
        attempt=0,
        ended_at=None,
        deadline_at=Now() + allowed,
        due_at=Now(),
        queued_at=Now(),
        requested_at=Now(),
        **leases.NO_LEASE,
    ):
        queue.enqueue_on_commit(queue.CALL_WEBHOOK, [delivery.pk])


def _columns(spec: WebhookSpec, target: Target) -> dict[str, object]:
    return {
        "name": spec.name,
        "events": sorted(set(spec.events)),
        "shown_url": shown_base_url(spec.url)[:MOST_URL_CHARACTERS],
        "sealed": seal(target),
    }


def _locked(webhook: Webhook) -> Webhook:
    return Webhook.objects.select_for_update().get(pk=webhook.pk)


def _count_request(webhook: Webhook) -> None:
    """Refuse a test or repetition beyond the limit. Counted are the attempts, and what is waiting to be sent."""
    Team.objects.select_for_update(no_key=True).get(pk=webhook.team_id)
    requested = WebhookDelivery.objects.filter(
        webhook__team=webhook.team_id, requested_at__gt=Now() - timedelta(hours=1)
    )
    attempts = WebhookAttempt.objects.filter(delivery__in=requested, at__gt=Now() - timedelta(hours=1))
    if attempts.count() + requested.filter(outcome=Sending.PENDING).count() >= REQUESTS_PER_HOUR:
        raise TooMany(
            _("at most %(count)d tests and repetitions per hour are possible; try again later")
            % {"count": REQUESTS_PER_HOUR}
        )
