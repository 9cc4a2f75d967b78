"""Webhooks by API and by ``salon webhooks``: only one's own, and a secret only once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from leaderboard.domain.events import Event
from leaderboard.models import Membership, Role, Team, User, Webhook, WebhookDelivery
from leaderboard.pipeline.work import outbox
from tests.factories import UserFactory
from tests.leaderboard.api.calls import client_of, post
from tests.leaderboard.pipeline.notifying.hooks import ACCEPTED, attempt, webhook_of

pytestmark = pytest.mark.django_db
NEW = {"name": "CI", "url": "https://ci.example.org/salon?key=abcdefghij0123456789xyz", "events": ["submission.scored"]}


def patch(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.patch(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def test_from_registration_to_deletion(api: Client) -> None:
    made = post(api, "/webhooks", NEW)
    assert made.status_code == 201
    webhook = made.json()
    assert webhook["secret"].startswith("whsec_")
    assert (webhook["url"], webhook["enabled"]) == ("https://ci.example.org/salon?key=[hidden]", True)
    path = f"/webhooks/{webhook['id']}"
    (listed,) = api.get("/api/v1/webhooks").json()
    assert "secret" not in listed
    assert api.get(f"/api/v1{path}").json() == listed
    changed = patch(api, path, {"name": "Nightly", "enabled": False}).json()
    assert (changed["name"], changed["enabled"], changed["url"]) == ("Nightly", False, listed["url"])
    rotated = post(api, f"{path}/secret", {}).json()
    assert rotated["secret"] != webhook["secret"]
    assert rotated["former_until"]
    assert api.delete(f"/api/v1{path}").status_code == 204
    assert api.get("/api/v1/webhooks").json() == []
    assert api.get(f"/api/v1{path}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"url": "ftp://ci.example.org"}, "url", "begins with “ftp:”"),
        ({"url": "https://user:pass@ci.example.org/"}, "url", "user name or password"),
        ({"events": ["submission.done"]}, "events", "these are: submission.scored, submission.failed"),
        ({"events": ["webhook.test"]}, "events", "is not an event"),
        ({"events": []}, "events", "at least 1"),
        ({"name": " "}, "name", "can be seen"),
    ],
)
def test_what_cannot_be_registered_is_named(api: Client, fields: dict[str, Any], field: str, said: str) -> None:
    refused = post(api, "/webhooks", NEW | fields)
    assert refused.status_code == 422
    (fault,) = refused.json()["faults"]
    assert f"payload.{field}" in fault["field"]
    assert said in fault["message"]
    assert not Webhook.objects.exists()


def test_the_log_shows_every_attempt_and_what_was_sent(api: Client, author: User) -> None:
    webhook = webhook_of(author)
    (delivery,) = outbox.plan([webhook], Event.SCORED, {"submission": 7})
    attempt(delivery, ACCEPTED)
    tested = post(api, f"/webhooks/{webhook.pk}/test", {})
    assert (tested.status_code, tested.json()["outcome"], tested.json()["event"]) == (201, "pending", "webhook.test")
    page = api.get(f"/api/v1/webhooks/{webhook.pk}/deliveries?limit=1").json()
    assert [row["event"] for row in page["items"]] == ["webhook.test"]
    (row,) = api.get(f"/api/v1/webhooks/{webhook.pk}/deliveries?cursor={page['next']}").json()["items"]
    assert (row["outcome"], row["payload"]["data"], row["next_attempt_at"]) == ("delivered", {"submission": 7}, None)
    assert [one["status"] for one in row["attempts"]] == [204]
    again = post(api, f"/webhooks/{webhook.pk}/deliveries/{row['id']}/send", {}).json()
    assert (again["outcome"], again["message_id"]) == ("pending", row["message_id"])
    assert api.get(f"/api/v1/webhooks/{webhook.pk}/deliveries/{row['id']}").json() == again


def test_what_belongs_to_others_is_not_found(api: Client, author: User) -> None:
    webhook = webhook_of(UserFactory.create())
    (delivery,) = outbox.plan([webhook], Event.SCORED, {})
    own = webhook_of(author)
    path = f"/webhooks/{webhook.pk}"
    assert [row["id"] for row in api.get("/api/v1/webhooks").json()] == [own.pk]
    replies = [
        api.get(f"/api/v1{path}"),
        patch(api, path, {"enabled": False}),
        api.delete(f"/api/v1{path}"),
        post(api, f"{path}/secret", {}),
        post(api, f"{path}/test", {}),
        api.get(f"/api/v1{path}/deliveries"),
        api.get(f"/api/v1/webhooks/{own.pk}/deliveries/{delivery.pk}"),
        post(api, f"/webhooks/{own.pk}/deliveries/{delivery.pk}/send", {}),
    ]
    assert [reply.status_code for reply in replies] == [404] * len(replies)
    webhook.refresh_from_db()
    assert (webhook.disabled_at, webhook.deleted_at, WebhookDelivery.objects.count()) == (None, None, 1)


def test_a_list_takes_the_same_number_of_queries(author: User, django_assert_num_queries: Any) -> None:
    client = client_of(author)
    webhook = webhook_of(author)
    client.get("/api/v1/webhooks")  # the token's use is noted once a minute
    for count in (1, 3):
        for _ in range(count):
            outbox.plan([webhook], Event.SCORED, {})
        with django_assert_num_queries(5):
            client.get(f"/api/v1/webhooks/{webhook.pk}/deliveries")


def test_a_webhook_of_a_team_is_its_members_and_not_its_readers(author: User, api: Client) -> None:
    team = Team.objects.create(name="Lab")
    people = {role: UserFactory.create() for role in (Role.OWNER, Role.READER)}
    for role, user in {**people, Role.MEMBER: author}.items():
        Membership.objects.create(team=team, user=user, role=role)
    made = post(api, "/webhooks", NEW | {"team": team.pk}).json()
    assert made["team"] == team.pk
    assert [row["id"] for row in client_of(people[Role.OWNER]).get("/api/v1/webhooks").json()] == [made["id"]]
    reader = client_of(people[Role.READER])
    assert reader.get("/api/v1/webhooks").json() == []
    assert post(reader, "/webhooks", NEW | {"team": team.pk}).status_code == 403
    assert post(client_of(UserFactory.create()), "/webhooks", NEW | {"team": team.pk}).status_code == 409
