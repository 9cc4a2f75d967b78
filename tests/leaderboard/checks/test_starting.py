"""Real programs whose settings, files or services are not the site's: one line, an exit code and no traceback."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from leaderboard.embedded import redis
from leaderboard.embedded.processes import free_port
from tests.leaderboard.checks.conftest import Site

pytestmark = pytest.mark.processes

STOP, AGAIN = 78, 69


class Fault(NamedTuple):
    """Settings that are wrong, the program that is started with them, and what it says."""

    program: str
    changed: dict[str, str]
    code: int
    says: str


FAULTS = {
    "another KEY_SECRET": Fault(
        "worker generation",
        {"KEY_SECRET": "a secret that another machine has generated"},
        STOP,
        "KEY_SECRET differs from the site's: set it to the value that the site has",
    ),
    "no KEY_SECRET": Fault(
        "worker judging",
        {"KEY_SECRET": ""},
        STOP,
        "KEY_SECRET is not set, and this machine's own differs from the site's: set KEY_SECRET to the site's value "
        "(a site without this setting keeps it in SALON_HOME/secrets/endpoint-keys)",
    ),
    "another SECRET_KEY": Fault(
        "web", {"SECRET_KEY": "a secret key that another machine has made"}, STOP, "SECRET_KEY differs from the site's"
    ),
    "another folder": Fault(
        "worker judging",
        {"MEDIA_ROOT": "{home}/elsewhere"},
        STOP,
        "the storage {home}/elsewhere is not the site's, or its disk is not mounted: mount the site's, or correct",
    ),
    "another site's folder": Fault(
        "web", {"MEDIA_ROOT": "{home}/of-another-site"}, STOP, "the storage {home}/of-another-site is another site's"
    ),
    "no bucket": Fault(
        "worker intake",
        {"STORAGE_URL": "s3://salon?endpoint=http://127.0.0.1:{closed}", "AWS_ACCESS_KEY_ID": "a"}
        | {"AWS_SECRET_ACCESS_KEY": "a"},
        AGAIN,
        "the storage s3://salon cannot be read (",
    ),
    "no Redis": Fault(
        "beat",
        {"REDIS_URL": "redis://:password@127.0.0.1:{closed}/3"},
        AGAIN,
        "Redis at redis://127.0.0.1:{closed}/3 does not answer (",
    ),
    "no PostgreSQL": Fault(
        "worker pipeline",
        {"DATABASE_URL": "postgresql://salon@127.0.0.1:{closed}/salon"},
        AGAIN,
        "cannot connect to PostgreSQL at 127.0.0.1:{closed} (Connection refused): start it, or correct DATABASE_URL",
    ),
    "no static files": Fault(
        "web",
        {"STATIC_ROOT": "{home}/nowhere"},
        STOP,
        "there are no static files in {home}/nowhere: run manage.py prepare_files on this machine",
    ),
    "a setting that cannot be read": Fault("beat", {"SWEEP_S": "often"}, STOP, "SWEEP_S='often' is not a number"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_and_an_exit_code(name: str, site: Site) -> None:
    _mark_a_folder_as_another_sites(site.home / "of-another-site")
    places = {"home": site.home, "closed": free_port()}
    fault = FAULTS[name]
    changed = {variable: value.format(**places) for variable, value in fault.changed.items()}
    started = site.start(*fault.program.split(), **changed)
    assert (started.returncode, started.stdout) == (fault.code, "")
    assert _line(started).startswith(f"salon {fault.program}: ")
    assert fault.says.format(**places) in _line(started)
    assert "password" not in _line(started)


@pytest.mark.parametrize("program", ["web", "beat", "worker trials", "worker sweeping"])
def test_a_program_with_everything_starts_and_says_nothing(program: str, site: Site) -> None:
    started = site.start(*program.split())
    assert (started.returncode, started.stdout, started.stderr) == (0, "started\n", "")


def test_a_web_server_without_redis_says_so_and_starts(site: Site) -> None:
    started = site.start("web", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert (started.returncode, started.stdout) == (0, "started\n")
    assert "does not answer" in _line(started)


def test_a_worker_of_another_redis_than_the_running_site_does_not_start(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SALON_HOME", str(tmp_path))
    url, process = redis.start()
    site.rows(
        "INSERT INTO leaderboard_worker (name, seen_at, clock_ahead_s, redis) VALUES ('web@one', now(), 0, 'its own')"
    )
    try:
        started = site.start("worker", "judging", REDIS_URL=url)
    finally:
        site.rows("DELETE FROM leaderboard_worker")
        process.kill()
        process.wait()
    assert (started.returncode, started.stdout) == (STOP, "")
    assert "is not the one that the site uses: set REDIS_URL to the site's" in _line(started)


def test_a_service_that_says_nothing_delays_the_line_by_seconds_only(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        port = silent.getsockname()[1]
        started = site.start("worker", "judging", DATABASE_URL=f"postgresql://salon@127.0.0.1:{port}/salon")
    assert started.returncode == AGAIN
    assert "PostgreSQL" in _line(started) or "no answer within 20 s" in _line(started)


def test_migrations_that_are_not_applied_are_named(site: Site) -> None:
    row = site.rows(
        "DELETE FROM django_migrations WHERE name = '0044_deletion_of_storedimage' RETURNING id, app, name, applied"
    )[0]
    try:
        started = site.start("web")
    finally:
        site.rows("INSERT INTO django_migrations (id, app, name, applied) VALUES (%s, %s, %s, %s)", *row)
    assert (started.returncode, started.stdout) == (AGAIN, "")
    assert "(leaderboard.0044_deletion_of_storedimage): run manage.py prepare_database" in _line(started)


def test_a_program_of_the_previous_version_starts_beside_a_newer_database(site: Site) -> None:
    site.rows("INSERT INTO django_migrations (app, name, applied) VALUES ('leaderboard', '9999_later', now())")
    try:
        started = site.start("worker", "generation")
    finally:
        site.rows("DELETE FROM django_migrations WHERE name = '9999_later'")
    assert (started.returncode, started.stdout) == (0, "started\n")
    assert "of a later version than this code (leaderboard.9999_later)" in _line(started)


def test_a_database_that_was_only_migrated_is_to_be_prepared(site: Site) -> None:
    marks = site.rows("DELETE FROM leaderboard_sitemark RETURNING name")
    assert len(marks) == 3
    try:
        started = site.start("worker", "trials")
    finally:
        prepared = site.run("manage.py", "prepare_database", "--verbosity", "0")
    assert prepared.returncode == 0
    assert (started.returncode, "run manage.py prepare_database" in _line(started)) == (STOP, True)


def test_an_operator_sees_every_check_and_what_is_not_running(site: Site) -> None:
    checked = site.run("manage.py", "check_site", "--no-color")
    faults = [line for line in checked.stdout.splitlines() if not line.startswith("ok: ")]
    assert (checked.returncode, len(faults)) == (STOP, 1)
    assert faults[0].startswith("wrong: programs: no worker of the queue generation is running: start python -m")
    assert site.run("manage.py", "check_site", "judging").returncode == 0


def _mark_a_folder_as_another_sites(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "salon-site.txt").write_text("another mark", encoding="ascii")


def _line(started: subprocess.CompletedProcess[str]) -> str:
    lines = started.stderr.splitlines()
    assert len(lines) == 1, started.stderr
    return lines[0]
