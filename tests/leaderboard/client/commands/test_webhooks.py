"""``salon webhooks`` against a site without workers."""

from __future__ import annotations

import pytest

from leaderboard.client.commands import webhooks as commands
from leaderboard.models import Webhook, WebhookDelivery
from tests.leaderboard.client.conftest import Run
from tests.leaderboard.pipeline.notifying.hooks import ACCEPTED, attempt

pytestmark = pytest.mark.django_db(transaction=True)


def test_webhooks_from_the_shell(signed_in: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_WAIT_FOR_TEST_S", 0)
    added = signed_in("webhooks", "add", "https://ci.example.org/salon", "--event", "submission.scored")
    assert (added.code, added.out.startswith("whsec_")) == (0, True)
    webhook = Webhook.objects.get()
    assert webhook.name == "ci.example.org"
    (listed,) = signed_in("webhooks", "list", "--json").json
    assert (listed["events"], listed["enabled"]) == (["submission.scored"], True)
    waiting = signed_in("webhooks", "test", webhook.pk)
    assert waiting.code == 2
    attempt(WebhookDelivery.objects.get(), ACCEPTED)
    assert "delivered" in signed_in("webhooks", "log", webhook.pk).out
    (logged,) = signed_in("webhooks", "log", webhook.pk, "--json").json
    assert logged["payload"]["type"] == "webhook.test"
    assert signed_in("webhooks", "send", webhook.pk, logged["id"]).code == 0
    assert signed_in("webhooks", "rotate", webhook.pk, "--json").json["secret"].startswith("whsec_")
    assert signed_in("webhooks", "remove", webhook.pk).code == 0
    assert signed_in("webhooks", "list", "--json").json == []
    refused = signed_in("webhooks", "add", "https://ci.example.org/", "--event", "submission.done")
    assert (refused.code, "is not an event" in refused.err) == (3, True)
