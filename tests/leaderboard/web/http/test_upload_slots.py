"""One upload per account, over all processes of the site, with a real Redis."""

from __future__ import annotations

from typing import Any

import pytest
import redis

from leaderboard.web.http import upload_slots

KEY = "salon:upload:7"


@pytest.fixture(autouse=True)
def a_process_without_uploads(monkeypatch: pytest.MonkeyPatch) -> None:
    as_another_process(monkeypatch)


def as_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_slots, "_own", set())


def test_another_process_takes_the_slot_only_after_it_was_given_back(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = upload_slots.take(7)
    assert slot
    assert upload_slots.take(7) is None
    as_another_process(monkeypatch)
    assert upload_slots.take(7) is None
    other = upload_slots.take(8)
    assert other
    other.give_back()
    slot.give_back()
    again = upload_slots.take(7)
    assert again
    again.give_back()


def test_the_slot_of_a_killed_process_is_free_after_a_minute_and_a_renewed_one_is_kept(redis_url: str) -> None:
    server = redis.Redis.from_url(redis_url)
    slot = upload_slots.take(7)
    assert slot
    assert 50 < server.ttl(KEY) <= upload_slots.KEPT_FOR_S
    server.expire(KEY, 5)
    slot.renew()
    assert server.ttl(KEY) > 50
    slot.give_back()
    assert not server.exists(KEY)


def test_a_slot_that_ran_out_is_not_taken_from_its_next_holder(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = redis.Redis.from_url(redis_url)
    slot = upload_slots.take(7)
    assert slot
    server.delete(KEY)
    as_another_process(monkeypatch)
    assert upload_slots.take(7)
    slot.renew()
    slot.give_back()
    assert server.exists(KEY)
    assert caplog.text.count("an upload's lock was not") == 2


def test_while_redis_is_away_each_process_sees_its_own(settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.socket"
    slot = upload_slots.take(7)
    assert slot
    assert upload_slots.take(7) is None
    slot.renew()
    slot.give_back()
    assert upload_slots.take(7)
