"""The pages of webhooks: a secret is shown once, only one's own are seen, and hostile replies are text."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.domain.events import Event
from leaderboard.models import Webhook, WebhookDelivery
from leaderboard.pipeline.notifying import webhooks
from leaderboard.pipeline.notifying.deliveries import Attempt
from leaderboard.pipeline.work import outbox
from tests.leaderboard.pipeline.notifying.hooks import attempt, webhook_of
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db
NEW = {"name": "CI", "url": "https://ci.example.org/salon", "events": ["submission.scored", "release.published"]}


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_secret_is_shown_when_it_is_made_and_never_again() -> None:
    client = signed_in(person())
    assert "You have no webhooks." in page(client, "/account/webhooks/")
    made = client.post("/account/webhooks/", NEW).content.decode()
    assert "whsec_" in made
    webhook = Webhook.objects.get()
    assert webhook.events == ["release.published", "submission.scored"]
    path = f"/account/webhooks/{webhook.pk}/"
    assert "whsec_" not in page(client, path) + page(client, "/account/webhooks/")
    assert "whsec_" in client.post(f"{path}secret/").content.decode()


def test_faults_are_named_beside_their_fields() -> None:
    refused = signed_in(person()).post("/account/webhooks/", {"url": "ci.example.org"}).content.decode()
    for said in ("Enter a name", "is not a web address", "Choose at least one event."):
        assert said in refused
    assert not Webhook.objects.exists()


def test_settings_change_without_entering_the_address_again() -> None:
    owner = person()
    webhook = webhook_of(owner)
    client = signed_in(owner)
    path = f"/account/webhooks/{webhook.pk}/"
    assert client.post(path, {"name": "Nightly", "url": "", "events": ["submission.failed"]}).status_code == 302
    webhook.refresh_from_db()
    assert (webhook.name, webhook.events) == ("Nightly", ["submission.failed"])
    client.post(f"{path}switch/")
    assert "disabled" in page(client, path)
    client.post(f"{path}switch/")
    client.post(f"{path}delete/")
    assert client.get(path).status_code == 404


def test_a_test_leads_to_its_result_which_is_polled_until_it_has_ended() -> None:
    owner = person()
    client = signed_in(owner)
    webhook = webhook_of(owner)
    sent = client.post(f"/account/webhooks/{webhook.pk}/test/")
    assert 'hx-trigger="every 1s"' in page(client, sent["Location"])
    attempt(WebhookDelivery.objects.get(), Attempt(500, 0.2, "the receiver replied 500", "<script>alert(1)</script>"))
    ended = page(client, sent["Location"])
    assert "hx-trigger" not in ended
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in ended
    client.post(f"{sent['Location']}send/")
    assert WebhookDelivery.objects.get().outcome == "pending"


def test_why_a_webhook_was_disabled_is_shown_in_the_readers_language() -> None:
    owner = person()
    webhook = webhook_of(owner)
    webhooks.disable(webhook, "All attempts within 3 days failed.")
    client = signed_in(owner)
    assert "All attempts within 3 days failed." in page(client, f"/account/webhooks/{webhook.pk}/")
    assert "All attempts" not in page(client, f"/zh-hans/account/webhooks/{webhook.pk}/")


def test_webhooks_of_others_are_not_found() -> None:
    webhook = webhook_of()
    (delivery,) = outbox.plan([webhook], Event.SCORED, {})
    client = signed_in(person())
    path = f"/account/webhooks/{webhook.pk}/"
    assert client.get(path).status_code == client.get(f"{path}deliveries/{delivery.pk}/").status_code == 404
    posts = [f"{path}{action}/" for action in ("secret", "test", "switch", "delete")]
    posts += [path, f"{path}deliveries/{delivery.pk}/send/"]
    assert [client.post(address).status_code for address in posts] == [404] * len(posts)
