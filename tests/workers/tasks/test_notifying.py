"""A webhook from event to receiver: real requests, whose signatures the public library verifies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from leaderboard.domain.events import Event
from leaderboard.models import Sending, WebhookDelivery, personal_team
from leaderboard.pipeline.notifying import webhooks
from leaderboard.pipeline.notifying.webhooks import WebhookSpec
from leaderboard.pipeline.work import transitions
from tests.factories import GeneratorFactory, UserFactory, running_submission
from tests.workers.clients.endpoint.fixtures_images import LOOPBACK
from workers.clients.webhooks.client import WebhookClient
from workers.process.event_loop import wait_for
from workers.tasks import notifying

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver(ThreadingHTTPServer):
    """Remembers what it gets, and answers with ``status``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?token=abcdefghij0123456789xyz"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append((dict(self.headers.items()), body))
        self.send_response(server.status)
        self.end_headers()
        self.wfile.write(b"received abcdefghij0123456789xyz")

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def _client_of_this_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    own = WebhookClient(allowed=LOOPBACK)
    monkeypatch.setattr(notifying, "client", lambda: own)
    yield
    wait_for(own.close())


def test_a_failure_is_retried_with_the_same_message_and_verified_by_the_public_library() -> None:
    generator = GeneratorFactory.create(name="枫叶 Maple")
    with receiver() as server:
        webhook, secret = webhooks.create(generator.team, WebhookSpec("CI", server.url, [Event.FAILED]))
        transitions.fail(running_submission(generator=generator).pk, "The endpoint is gone.")
        delivery = WebhookDelivery.objects.get()
        server.status = 503
        notifying.call_webhook(key=delivery.pk)
        notifying.call_webhook(key=delivery.pk)  # not due: nothing is sent
        server.status = 200
        WebhookDelivery.objects.update(due_at=delivery.created_at)
        former, secret = secret, webhooks.rotate_secret(webhook)
        notifying.call_webhook(key=delivery.pk)
    (first_headers, first_body), (headers, body) = server.got
    content = Verifier(secret).verify(body, headers)
    assert content == Verifier(former).verify(body, headers)
    assert (content["type"], content["data"]["name"]) == ("submission.failed", "枫叶 Maple")
    assert (first_body, first_headers["webhook-id"]) == (body, headers["webhook-id"])
    assert json.loads(body) == content
    delivery.refresh_from_db()
    assert delivery.outcome == Sending.DELIVERED
    attempts = list(delivery.attempts.all())
    assert [attempt.status for attempt in attempts] == [503, 200]
    assert attempts[0].cause.startswith("the receiver replied 503 Service Unavailable;")
    assert {attempt.reply for attempt in attempts} == {"received [key]"}


def test_a_private_address_is_not_called() -> None:
    guarded = WebhookClient()
    with receiver() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(notifying, "client", lambda: guarded)
        webhook, _ = webhooks.create(personal_team(UserFactory.create()), WebhookSpec("CI", server.url, [Event.FAILED]))
        notifying.call_webhook(key=webhooks.send_test(webhook).pk)
        wait_for(guarded.close())
    assert server.got == []
    delivery = WebhookDelivery.objects.get()
    assert delivery.outcome == Sending.FAILED
    assert "127.0.0.1 is not a public address" in delivery.cause
    assert "abcdefghij0123456789xyz" not in delivery.cause
