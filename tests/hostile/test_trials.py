"""Tests of endpoints at addresses that accept and never answer: they hold up nobody, and a key never shows."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from functools import partial

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import EndpointTrial
from leaderboard.pipeline.submission.submit import EndpointSpec
from leaderboard.pipeline.submission.trials import TRIALS_PER_ADDRESS, begin_trial
from leaderboard.pipeline.work import queue
from tests.leaderboard.pipeline.runs import new_generator
from tests.leaderboard.pipeline.threads import together
from tests.workers.clients.endpoint.fixtures_images import LOOPBACK
from workers.clients.endpoint.images import ImagesClient
from workers.generation import endpoints
from workers.process.event_loop import wait_for
from workers.tasks.submission import try_endpoint

SECRETS = ("code-in-the-query", "token-in-the-body", "sk-in-its-own-field")


@pytest.fixture(autouse=True)
def _client_of_this_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    own = ImagesClient(allowed=LOOPBACK)
    monkeypatch.setattr(endpoints, "client", lambda: own)
    yield
    wait_for(own.close())


@pytest.fixture
def silence() -> Iterator[int]:
    """The port of a server that accepts every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


def spec(port: int, host: str = "127.0.0.1") -> EndpointSpec:
    return EndpointSpec(f"http://{host}:{port}/v1?code={SECRETS[0]}", "painter", SECRETS[2], "", {"token": SECRETS[1]})


def test_tests_have_a_queue_that_no_generation_waits_in() -> None:
    assert [task for task, name in queue.QUEUES.items() if name == queue.TRIALS] == [queue.TRY_ENDPOINT]


@pytest.mark.django_db(transaction=True)
def test_many_accounts_and_names_for_one_silent_address_hold_a_few_calls_for_a_short_time(
    silence: int, settings: LazySettings
) -> None:
    settings.SALON_ENDPOINT_TEST_TIMEOUT_S = 1.0
    names = ("127.0.0.1", "localhost") * 6
    trials = [begin_trial(new_generator().owner, spec(silence, name), "A cat") for name in names]
    begun = time.monotonic()
    together([partial(try_endpoint, key=trial.pk) for trial in trials])
    assert time.monotonic() - begun < 15  # one short call after the other would take 12 s, with 180 s each 36 min
    ended = EndpointTrial.objects.filter(ended_at__isnull=False)
    assert ended.count() == TRIALS_PER_ADDRESS
    assert all("within 1 s" in trial.error for trial in ended)
    waiting = EndpointTrial.objects.filter(ended_at__isnull=True)
    assert not waiting.exclude(lease_token=None).exists()


@pytest.mark.django_db(transaction=True)
def test_no_key_shows_in_rows_pages_or_errors_of_a_test(
    silence: int, settings: LazySettings, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SALON_ENDPOINT_TEST_TIMEOUT_S = 0.2
    owner = new_generator().owner
    trial = begin_trial(owner, spec(silence), "A cat")
    client.force_login(owner)
    shown = client.get(f"/trials/{trial.pk}/").content.decode()
    try_endpoint(key=trial.pk)
    row = EndpointTrial.objects.filter(pk=trial.pk).values().get()
    shown += client.get(f"/trials/{trial.pk}/").content.decode() + str(row) + caplog.text
    assert not [secret for secret in SECRETS if secret in shown]
    assert (row["sealed_key"], row["sealed_configuration"], row["extra"]) == (None, None, {})
