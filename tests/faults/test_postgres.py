"""PostgreSQL is the truth: when it is back, the run goes on, and nothing that was promised is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.runs import Results, submit_endpoint
from tests.faults.site import Site

NO_SPACE = "53100"
"""The error code with which PostgreSQL refuses a statement when its disk is full."""


def postgres_restarted(site: Site) -> None:
    site.postgres.stop()
    time.sleep(2)
    site.postgres.start()


def postgres_crashed(site: Site) -> None:
    site.postgres.crash()
    time.sleep(2)
    site.postgres.start()


def postgres_backend_killed(site: Site) -> None:
    site.postgres.kill_a_backend()
    site.postgres.wait_until_ready()


def postgres_paused(site: Site) -> None:
    with site.postgres.paused():
        time.sleep(8)


def postgres_connections_cut(site: Site) -> None:
    site.database.cut()


def postgres_refuses_connections(site: Site) -> None:
    site.database.refuse()
    time.sleep(5)
    site.database.heal()


def postgres_network_stalls(site: Site) -> None:
    site.database.pause()
    time.sleep(6)
    site.database.heal()


def postgres_slow(site: Site) -> None:
    site.database.slow(0.05)


def postgres_has_no_free_connections(site: Site) -> None:
    site.database.cut()
    with site.postgres.without_free_connections():
        time.sleep(6)


def postgres_disk_full(site: Site) -> None:
    with site.postgres.refusing_writes("leaderboard_judgement", error_code=NO_SPACE):
        time.sleep(6)


def postgres_read_only(site: Site) -> None:
    """As after a failover to a standby."""
    _set_read_only(site, True)
    time.sleep(5)
    _set_read_only(site, False)


def _set_read_only(site: Site, on: bool) -> None:
    value = "on" if on else "off"
    site.rows(
        f"BEGIN; SET TRANSACTION READ WRITE; ALTER DATABASE salon SET default_transaction_read_only = {value}; COMMIT"
    )
    site.database.cut()


KINDS = [
    pytest.param(postgres_restarted, marks=pytest.mark.faults_quick),
    postgres_crashed,
    postgres_backend_killed,
    postgres_paused,
    postgres_connections_cut,
    postgres_refuses_connections,
    postgres_network_stalls,
    postgres_slow,
    postgres_has_no_free_connections,
    postgres_disk_full,
    postgres_read_only,
]


@pytest.mark.parametrize("disturb", KINDS)
def test_a_run_survives(site: Site, undisturbed: Results, disturb: Callable[[Site], None]) -> None:
    site.judge_mode("right", seconds=1)
    run = submit_endpoint(site, disturb.__name__)
    run.wait_until_stored(1)
    disturb(site)
    site.judge_mode("right")
    run.wait_and_check(undisturbed)


def test_postgres_restarted_costs_no_request(site: Site, undisturbed: Results) -> None:
    """Connections of the pool that have died are replaced before a request meets one."""

    def call(_: int) -> int:
        return site.author.status("/api/v1/generators")

    with ThreadPoolExecutor(8) as callers:
        assert set(callers.map(call, range(16))) == {200}
        site.postgres.stop()
        site.postgres.start()
        assert set(callers.map(call, range(16))) == {200}


def test_pages_while_postgres_is_away(site: Site, undisturbed: Results) -> None:
    """Public pages that were shown before are shown still."""
    run = submit_endpoint(site, "pages_while_postgres_is_away")
    run.wait_for_end()
    run.publish()
    run.wait_until_published()
    pages = ["/", "/suites/", "/boards/faults-1-pixel-baseline-3-en/"]
    shown = dict.fromkeys(pages, 200)
    assert {page: _status(site, page) for page in pages} == shown
    site.database.refuse()
    assert {page: _status(site, page) for page in pages} == shown


def _status(site: Site, page: str) -> int:
    return httpx.get(f"{site.stack.site_url}{page}", timeout=10, follow_redirects=True).status_code


def test_a_submission_that_was_confirmed_survives_a_crash(site: Site) -> None:
    """The database crashes in the moment after the author was answered."""
    for number in range(3):
        members = site.postgres.members()
        run = submit_endpoint(site, f"a_submission_that_was_confirmed {number}", misbehave="hang")
        site.postgres.crash(members)
        site.postgres.start()
        site.postgres.wait_until_ready()
        assert site.value("SELECT count(*) FROM leaderboard_submission WHERE id = %s", run.id) == 1
