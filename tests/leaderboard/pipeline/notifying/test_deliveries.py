"""Deliveries: when the next attempt follows, when they end, and when a webhook is disabled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings

from leaderboard.domain.events import Event
from leaderboard.models import Sending, Webhook, WebhookAttempt, WebhookDelivery, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline import sweeper
from leaderboard.pipeline.notifying import deliveries, webhooks
from leaderboard.pipeline.notifying.deliveries import AT_A_TIME, GONE, Attempt
from leaderboard.pipeline.notifying.policy import KEPT, LAST_BEFORE, NOT_IN_TIME, RETRIES
from leaderboard.pipeline.tidying import housekeeping
from leaderboard.pipeline.work import leases, outbox
from tests.leaderboard.pipeline.notifying.hooks import ACCEPTED, FAILED, URL, attempt, webhook_of
from tests.leaderboard.pipeline.runs import pass_time

pytestmark = pytest.mark.django_db


def planned(webhook: Webhook | None = None, event: Event = Event.SCORED) -> WebhookDelivery:
    (delivery,) = outbox.plan([webhook or webhook_of()], event, {"submission": 1})
    return delivery


def test_a_delivery_is_claimed_once_with_what_it_is_sent_with() -> None:
    delivery = planned()
    outgoing = deliveries.claim(delivery.pk)
    assert outgoing is not None
    assert (outgoing.url, outgoing.payload) == (URL, delivery.payload)
    assert outgoing.secrets[0].startswith("whsec_")
    assert deliveries.claim(delivery.pk) is None
    WebhookDelivery.objects.update(**leases.NO_LEASE)
    assert not deliveries.record(delivery.pk, outgoing.token, ACCEPTED), "the claim was lost"
    assert not WebhookAttempt.objects.exists()


def test_what_is_accepted_is_not_sent_again() -> None:
    ended = attempt(planned(), ACCEPTED)
    assert (ended.outcome, ended.cause, ended.deadline_at) == (Sending.DELIVERED, "", None)
    assert ended.attempts.get().status == 204
    assert deliveries.claim(ended.pk) is None


def test_the_waits_grow_from_seconds_to_hours_and_end_with_the_deadline() -> None:
    delivery, waits = planned(), []
    planned_for = delivery.deadline_at
    assert planned_for is not None
    while delivery.outcome == Sending.PENDING:
        delivery = attempt(delivery, FAILED)
        if delivery.outcome == Sending.PENDING:
            wait = (delivery.due_at - clock.read()).total_seconds()
            waits.append(wait)
            pass_time(delivery, wait)
            WebhookDelivery.objects.filter(pk=delivery.pk).update(created_at=Now() - timedelta(days=3))
        assert len(waits) < 40
    for number, wait in enumerate(waits[:-1], start=1):
        longest = RETRIES.longest_s(number)
        assert longest / 2 - 5 <= wait <= longest
    assert max(waits) > 6 * 3600
    assert timedelta(days=3) - LAST_BEFORE - timedelta(seconds=sum(waits)) < timedelta(minutes=1)
    assert (delivery.outcome, delivery.cause) == (Sending.FAILED, FAILED.cause)


def test_a_receiver_can_ask_for_a_later_attempt() -> None:
    delivery = attempt(planned(), Attempt(429, 0.1, "429", retry_after_s=1800))
    assert delivery.due_at - clock.read() > timedelta(minutes=29)


def test_a_webhook_that_accepts_nothing_for_three_days_is_disabled_and_owes_nothing_more() -> None:
    webhook = webhook_of()
    failing, other = planned(webhook), planned(webhook)
    attempt(failing, FAILED)
    pass_time(failing, timedelta(days=3).total_seconds())
    assert sweeper.sweep()["deliveries ended"] == 1
    webhook.refresh_from_db()
    failing.refresh_from_db()
    other.refresh_from_db()
    assert (failing.outcome, failing.cause) == (Sending.FAILED, FAILED.cause)
    assert webhook.disabled_cause == deliveries.FAILED_FOR_DAYS == other.cause
    assert Webhook.objects.filter(disabled_at__isnull=False).count() == 1


@pytest.mark.parametrize("is_tried", [True, False], ids=["others are accepted", "our workers did not send it"])
def test_one_failed_delivery_disables_no_webhook(is_tried: bool) -> None:
    webhook = webhook_of()
    failing = planned(webhook)
    if is_tried:
        attempt(failing, FAILED)
        attempt(planned(webhook), ACCEPTED)
    pass_time(failing, timedelta(days=3).total_seconds())
    deliveries.end_overdue([failing.pk])
    failing.refresh_from_db()
    webhook.refresh_from_db()
    assert (failing.outcome, webhook.disabled_at) == (Sending.FAILED, None)
    assert failing.cause == (FAILED.cause if is_tried else NOT_IN_TIME)


def test_a_receiver_that_is_gone_is_not_called_again() -> None:
    webhook = webhook_of()
    attempt(planned(webhook), Attempt(410, 0.1, "410", gone=True))
    webhook.refresh_from_db()
    assert webhook.disabled_cause == GONE


def test_a_test_is_sent_once_and_disables_nothing() -> None:
    webhook = webhook_of()
    ended = attempt(webhooks.send_test(webhook), FAILED)
    webhook.refresh_from_db()
    assert (ended.outcome, webhook.disabled_at) == (Sending.FAILED, None)


def test_an_account_has_a_few_calls_at_a_time() -> None:
    webhook = webhook_of()
    rows = [planned(webhook) for _ in range(AT_A_TIME + 1)]
    claimed = [deliveries.claim(row.pk) for row in rows]
    assert [claim is not None for claim in claimed] == [True] * AT_A_TIME + [False]
    rows[-1].refresh_from_db()
    assert (rows[-1].lease_token, rows[-1].attempt, rows[-1].outcome) == (None, 0, Sending.PENDING)
    assert deliveries.claim(planned().pk), "another account's"


def test_a_lost_key_secret_is_a_failure_on_our_side(settings: LazySettings) -> None:
    delivery = planned()
    settings.SALON_KEY_SECRET = "another"
    assert deliveries.claim(delivery.pk) is None
    delivery.refresh_from_db()
    assert (delivery.outcome, delivery.cause) == (Sending.PENDING, deliveries.UNREADABLE)
    pass_time(delivery, timedelta(days=3).total_seconds())
    deliveries.end_overdue([delivery.pk])
    assert not Webhook.objects.filter(disabled_at__isnull=False).exists()


def test_the_log_is_kept_for_a_month() -> None:
    ended, pending = attempt(planned(), ACCEPTED), planned()
    long_ago = Now() - KEPT - timedelta(minutes=1)
    WebhookDelivery.objects.update(created_at=long_ago)
    housekeeping.tidy([])
    assert WebhookDelivery.objects.count() == 2, "it was sent again a moment ago"
    WebhookDelivery.objects.filter(pk=ended.pk).update(ended_at=long_ago)
    housekeeping.tidy([])
    assert list(WebhookDelivery.objects.all()) == [pending]
    assert not WebhookAttempt.objects.exists()
