"""The rate limit: told in every answer, by account or address, and off while Redis is away."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from leaderboard.models import User
from leaderboard.web.http import counters
from tests.leaderboard.api.calls import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_calls(settings: Settings) -> None:
    """A limit that is soon reached, counted in memory by a counter of this test's own."""
    settings.SALON_API_RATE = "3/hour"
    settings.REDIS_URL = f"memory://{uuid.uuid4().hex}"


def calls(client: Client, count: int, **headers: str) -> list[Any]:
    return [client.get("/api/v1/boards", headers=headers) for _ in range(count)]


def test_above_the_limit_a_problem_says_when_to_go_on() -> None:
    *good, bad = calls(Client(), 4)
    assert [reply["RateLimit"].split(";")[:2] for reply in good] == [['"default"', f"r={left}"] for left in (2, 1, 0)]
    assert {reply["RateLimit-Policy"] for reply in (*good, bad)} == {'"default";q=3;w=3600'}
    assert (bad.status_code, bad["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(bad["Retry-After"]) <= 3600
    assert f"go on in {bad['Retry-After']} s" in bad.json()["detail"]
    assert "Retry-After" not in good[0]


def test_accounts_and_addresses_are_counted_apart(author: User) -> None:
    calls(Client(), 4)
    assert client_of(author).get("/api/v1/boards").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/boards").status_code == 200
    # Neither a token that does not exist nor a header that no proxy of ours wrote makes somebody else of a caller.
    (made_up,) = calls(Client(), 1, authorization="Bearer salon_made-up")
    (forwarded,) = calls(Client(), 1, x_forwarded_for="192.0.2.9")
    assert (made_up.status_code, forwarded.status_code) == (429, 429)


def test_a_second_token_of_an_account_has_no_limit_of_its_own(author: User) -> None:
    calls(client_of(author), 3)
    assert client_of(author).get("/api/v1/boards").status_code == 429


def test_behind_a_proxy_the_last_address_counts(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(4):
        last = Client().get("/api/v1/boards", headers={"x-forwarded-for": "198.51.100.1, 192.0.2.1"})
    assert last.status_code == 429
    assert Client().get("/api/v1/boards", headers={"x-forwarded-for": "192.0.2.1, 192.0.2.2"}).status_code == 200


def test_pages_are_not_limited() -> None:
    replies = [Client().get("/about/") for _ in range(5)]
    assert {reply.status_code for reply in replies} == {200}
    assert "RateLimit" not in replies[0]


def test_without_redis_nobody_is_limited(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.socket"
    counters._limiter.cache_clear()
    replies = calls(Client(), 4)
    assert {reply.status_code for reply in replies} == {200}
    assert "RateLimit" not in replies[0]
    assert "Redis does not answer" in caplog.text
