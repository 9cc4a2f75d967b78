"""What people do with their webhooks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leaderboard.domain.events import Event
from leaderboard.models import Sending, Webhook, WebhookDelivery, personal_team
from leaderboard.models.clock import Now
from leaderboard.pipeline.accounts import TooMany
from leaderboard.pipeline.notifying import deliveries, webhooks
from leaderboard.pipeline.notifying.sealing import target_of
from leaderboard.pipeline.notifying.webhooks import MOST_WEBHOOKS, REQUESTS_PER_HOUR, WebhookSpec
from leaderboard.pipeline.work import outbox
from tests.factories import UserFactory
from tests.leaderboard.pipeline.notifying.hooks import ACCEPTED, FAILED, URL, attempt, webhook_of

pytestmark = pytest.mark.django_db


def test_address_and_secret_are_stored_encrypted() -> None:
    webhook, secret = webhooks.create(personal_team(UserFactory.create()), WebhookSpec("CI", URL, [Event.SCORED]))
    row = str(Webhook.objects.values().get()) + bytes(webhook.sealed or b"").decode()
    assert "abcdefghij0123456789xyz" not in row
    assert secret not in row
    assert webhook.shown_url == "https://ci.example.org/salon?key=[hidden]"
    assert target_of(webhook).url == URL


def test_an_account_has_a_limited_number() -> None:
    owner = UserFactory.create()
    made = [webhook_of(owner) for _ in range(MOST_WEBHOOKS)]
    with pytest.raises(TooMany, match="20 webhooks"):
        webhook_of(owner)
    webhooks.delete_webhook(made[0])
    assert webhook_of(owner)


def test_both_secrets_sign_for_a_day_after_a_rotation() -> None:
    webhook, former = webhooks.create(personal_team(UserFactory.create()), WebhookSpec("CI", URL, [Event.SCORED]))
    present = webhooks.rotate_secret(webhook)
    (first,), (second,) = (outbox.plan([webhook], Event.SCORED, {}) for _ in range(2))
    outgoing = deliveries.claim(first.pk)
    assert outgoing is not None
    assert outgoing.secrets == (present, former)
    Webhook.objects.update(former_until=Now() - timedelta(seconds=1))
    outgoing = deliveries.claim(second.pk)
    assert outgoing is not None
    assert outgoing.secrets == (present,)


def test_a_change_keeps_what_is_not_given_and_the_secret() -> None:
    webhook = webhook_of()
    secret = target_of(webhook).secret
    webhooks.change(webhook, name="Other")
    webhooks.change(webhook, events=[Event.FAILED])
    webhooks.change(webhook, url="https://other.example.org/")
    webhook = Webhook.objects.get()
    assert (webhook.name, webhook.events, webhook.shown_url) == (
        "Other",
        ["submission.failed"],
        "https://other.example.org/",
    )
    assert (target_of(webhook).url, target_of(webhook).secret) == ("https://other.example.org/", secret)


def test_what_waits_for_a_disabled_webhook_ends_and_can_be_sent_again() -> None:
    webhook = webhook_of()
    (delivery,) = outbox.plan([webhook], Event.SCORED, {})
    webhooks.disable(webhook)
    delivery.refresh_from_db()
    assert (delivery.outcome, delivery.cause) == (Sending.FAILED, "The webhook was disabled.")
    webhooks.enable(webhook)
    message_id = delivery.message_id
    webhooks.send_again(delivery)
    delivery.refresh_from_db()
    assert (delivery.outcome, delivery.message_id) == (Sending.PENDING, message_id)
    assert attempt(delivery, ACCEPTED).outcome == Sending.DELIVERED


def test_sending_again_does_not_disturb_what_is_being_sent() -> None:
    (delivery,) = outbox.plan([webhook_of()], Event.SCORED, {})
    outgoing = deliveries.claim(delivery.pk)
    webhooks.send_again(delivery)
    assert outgoing is not None
    assert deliveries.record(delivery.pk, outgoing.token, ACCEPTED)


def test_tests_and_repetitions_are_limited_and_a_deletion_does_not_reset_the_count() -> None:
    owner = UserFactory.create()
    webhook = webhook_of(owner)
    delivery = webhooks.send_test(webhook)
    for _ in range(REQUESTS_PER_HOUR - 1):
        attempt(delivery, FAILED)
        webhooks.send_again(delivery)
    with pytest.raises(TooMany, match="per hour"):
        webhooks.send_again(delivery)
    attempt(delivery, FAILED)
    webhooks.delete_webhook(webhook)
    another = webhook_of(owner)
    with pytest.raises(TooMany, match="per hour"):
        webhooks.send_test(another)
    WebhookDelivery.objects.update(requested_at=Now() - timedelta(hours=2))
    assert webhooks.send_test(another)


def test_a_deleted_webhook_leaves_no_address_at_once_and_no_row_after_a_day() -> None:
    webhook = webhook_of()
    (delivery,) = outbox.plan([webhook], Event.SCORED, {})
    webhooks.delete_webhook(webhook)
    webhook.refresh_from_db()
    delivery.refresh_from_db()
    assert (webhook.sealed, delivery.outcome) == (None, Sending.FAILED)
    assert webhooks.forget_deleted() == 0
    Webhook.objects.update(deleted_at=Now() - timedelta(days=2))
    assert webhooks.forget_deleted() == 1
    assert not WebhookDelivery.objects.exists()
