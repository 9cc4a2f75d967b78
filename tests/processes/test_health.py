"""The health of a real site, while what it needs goes away and comes back."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import httpx
import pytest

from leaderboard.embedded.stack import Stack
from tests.hostile.servers import running_site
from workers.process import alive

pytestmark = pytest.mark.processes


def test_a_probe_learns_what_is_missing_whatever_its_host_header() -> None:
    settings = {"ALLOWED_HOSTS": "salon.example.org"}
    with running_site(settings) as stack, httpx.Client(base_url=stack.site_url, timeout=10) as probe:
        probe.headers["Host"] = "10.0.0.7"
        assert probe.get("/").status_code == 400
        assert probe.get("/health/live").json() == {"live": True}
        ready = probe.get("/health/ready")
        assert (ready.status_code, ready.json()["ready"]) == (200, True)
        _stop(stack, "redis")
        assert wait_for(lambda: _missing(probe)) == {"redis": "Redis does not answer; start it, or correct REDIS_URL"}
        assert probe.get("/health/live").status_code == 200


def test_a_real_site_counts_its_requests_and_shows_the_figures_to_whoever_has_the_token() -> None:
    token = "a-token-of-thirty-two-characters-or-more"
    with running_site({"METRICS_TOKEN": token}) as stack, httpx.Client(base_url=stack.site_url, timeout=10) as client:
        for _ in range(5):
            assert client.get("/about/").status_code == 200
        assert client.get("/there-is-nothing/").status_code == 404
        assert client.get("/metrics").status_code == 404
        text = client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).text
        assert 'salon_http_request_duration_seconds_count{status="2xx"} 5.0' in text
        assert 'salon_http_request_duration_seconds_count{status="4xx"} 1.0' in text
        assert 'salon_page_cache_requests_total{result="hit"} 4.0' in text
        assert "salon_database_up 1.0" in text
        assert "salon_redis_up 1.0" in text


def _missing(probe: httpx.Client) -> dict[str, str]:
    ready = probe.get("/health/ready")
    found = {name: item["missing"] for name, item in ready.json()["items"].items() if not item["ok"]}
    assert (ready.status_code == 503) == bool(found)
    return found


def _stop(stack: Stack, name: str) -> None:
    program = next(program for program in stack.programs.running if program.name == name)
    program.process.kill()


def wait_for(look: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What a look finds as soon as it finds something."""
    end = time.monotonic() + 15
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


@pytest.mark.parametrize("name", ["judging", "sweeping", "beat"])
def test_running_workers_and_beat_are_alive(stack: Stack, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALON_HOME", stack.programs.environment["SALON_HOME"])
    whole = f"{name}@{socket.gethostname()}"
    wait_for(lambda: {} if alive.missing(whole) else {"alive": "yes"})
    assert alive.missing(whole) == ""
