"""Redis behind TLS: every program verifies its certificate, and Celery, beat and the site work over it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import stop_tree
from tests.leaderboard.checks.conftest import Site
from tests.tls import Authority, authority, in_front_of, serving

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def url(site: Site, ours: Authority) -> Iterator[str]:
    """The address of TLS in front of the site's Redis."""
    socket = site.environment["REDIS_URL"].removeprefix("unix://")
    with serving(in_front_of(socket), ours.server_context) as port:
        yield f"rediss://127.0.0.1:{port}/0"


def test_workers_and_beat_work_over_tls(site: Site, url: str, ours: Authority) -> None:
    environment = {**site.environment, "REDIS_URL": url, "REDIS_CA_FILE": str(ours.ca_file), "SWEEP_S": "0.5"}
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "leaderboard.programs", *program],
            cwd=CHECKOUT,
            env=environment,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        for program in (["worker", "sweeping"], ["beat"])
    ]
    try:
        deadline = time.monotonic() + 90
        while not site.rows("SELECT 1 FROM leaderboard_tally WHERE name = 'sweeps'"):
            assert time.monotonic() < deadline, "no sweep took place"
            time.sleep(0.2)
        names = {str(name).partition("@")[0] for (name,) in site.rows("SELECT name FROM leaderboard_worker")}
        assert names == {"sweeping", "beat"}
        assert len(site.rows("SELECT DISTINCT redis FROM leaderboard_worker WHERE redis <> ''")) == 1
    finally:
        for program in programs:
            stop_tree(program)
        site.rows("DELETE FROM leaderboard_worker")


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        ("another", "127.0.0.1", "certificate verify failed"),
        ("of-another-machine", "127.0.0.2", "IP address mismatch, certificate is not valid for '127.0.0.1'"),
    ],
)
def test_a_certificate_that_is_not_the_servers_is_refused_in_one_line(
    site: Site, tmp_path: Path, name: str, address: str, says: str
) -> None:
    presented = authority(tmp_path, name, address)
    trusted = authority(tmp_path) if name == "another" else presented
    socket = site.environment["REDIS_URL"].removeprefix("unix://")
    with serving(in_front_of(socket), presented.server_context) as port:
        address = f"rediss://:secret@127.0.0.1:{port}/0"
        started = site.start("worker", "judging", REDIS_URL=address, REDIS_CA_FILE=str(trusted.ca_file))
    assert (started.returncode, started.stdout) == (69, "")
    [line] = started.stderr.splitlines()
    assert says in line
    assert line.endswith("start it, or correct REDIS_URL and REDIS_CA_FILE")
    assert "secret" not in line


def test_the_site_counts_and_enqueues_over_tls(site: Site, url: str, ours: Authority) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.cache import cache\n"
        "from leaderboard.pipeline.work import queue\n"
        "from leaderboard.web.http import counters, upload_slots\n"
        "import limits\n"
        "assert counters.shared_counters().hit(limits.parse('1/hour'), 'tls')\n"
        "assert not counters.shared_counters().hit(limits.parse('1/hour'), 'tls')\n"
        "cache.set('tls', [1], 60); assert cache.get('tls') == [1]\n"
        "upload_slots.take(1).give_back()\n"
        "queue._send(queue.SCORE, [1]); print(queue.waiting_messages()['pipeline'])\n"
    )
    done = site.run(
        "-c", code, REDIS_URL=url, REDIS_CA_FILE=str(ours.ca_file), DJANGO_SETTINGS_MODULE="leaderboard.settings"
    )
    assert (done.stdout, done.stderr) == ("1\n", "")
