"""Django's cache, shared by all processes of the site through a real Redis."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client

from leaderboard.web.http.shared_cache import SharedCache

CACHE = site_settings.CACHES["default"]


def cache_at(url: str) -> SharedCache:
    return SharedCache(url, {**CACHE, "LOCATION": url})


def test_processes_see_each_others_values(redis_url: str) -> None:
    here, there = cache_at(redis_url), cache_at(redis_url)
    assert here.add("history", [1.5], 60)
    assert not there.add("history", [2.5], 60)
    assert there.get("history", []) == [1.5]
    there.set("history", [3.5, 1.5], 60)
    assert here.get("history") == [3.5, 1.5]
    assert here.delete("history")
    assert there.get("history", "nothing") == "nothing"


def test_while_redis_is_away_a_process_counts_for_itself(caplog: pytest.LogCaptureFixture) -> None:
    cache = cache_at("unix:///nowhere/redis.socket")
    assert (cache.add("lock", 1, 60), cache.add("lock", 1, 60)) == (True, False)
    cache.set("history", [1.5], 60)
    assert (cache.get("history"), cache.delete("lock"), cache.get("lock")) == ([1.5], True, None)
    assert "limits hold in this process only" in caplog.text


@pytest.mark.django_db
def test_sign_ups_are_counted_over_all_processes(redis_url: str, settings: Any) -> None:
    settings.CACHES = {"default": {**CACHE, "LOCATION": redis_url}}

    def sign_up(number: int) -> int:
        form = {"email": f"author{number}@example.org", "password1": "salon-secret-1"}
        return Client().post("/account/signup/", form).status_code

    assert {sign_up(number) for number in range(20)} == {302}
    settings.CACHES = {"default": {**CACHE, "LOCATION": redis_url}}  # caches are made anew, as in another process
    assert sign_up(20) == 429
