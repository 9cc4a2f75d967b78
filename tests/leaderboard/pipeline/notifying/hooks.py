"""Webhooks of people, and their deliveries as workers handle them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Least

from leaderboard.domain.events import CHOOSABLE
from leaderboard.models import Team, User, Webhook, WebhookDelivery, personal_team
from leaderboard.models.clock import Now
from leaderboard.pipeline.notifying import deliveries
from leaderboard.pipeline.notifying.deliveries import Attempt
from leaderboard.pipeline.notifying.webhooks import WebhookSpec, create
from tests.factories import UserFactory

URL = "https://ci.example.org/salon?key=abcdefghij0123456789xyz"
FAILED = Attempt(500, 0.1, "the receiver replied 500 Internal Server Error; a status from 200 to 299 is expected")
ACCEPTED = Attempt(204, 0.1)


def webhook_of(owner: User | Team | None = None, events: Sequence[str] = CHOOSABLE, url: str = URL) -> Webhook:
    """A webhook of a team, or of a person's own space."""
    team = owner if isinstance(owner, Team) else personal_team(owner or UserFactory.create())
    return create(team, WebhookSpec("CI", url, events))[0]


def attempt(delivery: WebhookDelivery, result: Attempt) -> WebhookDelivery:
    """Make a delivery due, claim it and record an attempt, as a worker does."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(due_at=Least("due_at", Now()))
    outgoing = deliveries.claim(delivery.pk)
    assert outgoing is not None
    assert deliveries.record(delivery.pk, outgoing.token, result)
    return WebhookDelivery.objects.get(pk=delivery.pk)
