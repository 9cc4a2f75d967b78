"""While a site is upgraded, programs of the previous version work beside the present ones, on the migrated database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from leaderboard.embedded.processes import Programs, port_is_open
from tests.faults.runs import Results, submit_bundle, submit_endpoint
from tests.faults.site import Site
from tests.previous_version import unpack_previous_version

MODULE = "leaderboard.programs"


@pytest.fixture(scope="module")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The previous version's code, with its static files and translations."""
    folder = unpack_previous_version(tmp_path_factory.mktemp("previous") / "salon")
    command = [sys.executable, "manage.py", "prepare_files"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env={**os.environ, **static_files(folder)})
    return folder


def static_files(previous: Path) -> dict[str, str]:
    """Of the previous version, which differ from the present ones."""
    return {"STATIC_ROOT": str(previous / "static")}


@contextmanager
def programs_of(previous: Path, site: Site) -> Iterator[Programs]:
    """Programs of the previous version, with the site's environment."""
    environment = {**site.stack.programs.environment, **static_files(previous)}
    with Programs(environment, site.home / "logs" / "previous", checkout=previous) as programs:
        yield programs
        while programs.running:
            programs.stop(programs.running[-1], how=signal.SIGKILL)


def queues_of(previous: Path) -> list[str]:
    """The queues that the previous version has workers for."""
    command = [sys.executable, "-c", "from leaderboard.programs.workers import THREADS; print(*THREADS)"]
    return subprocess.run(command, cwd=previous, check=True, capture_output=True, text=True).stdout.split()


def start_workers(programs: Programs, site: Site, queues: Sequence[str]) -> None:
    """Start a worker for each queue, and beat."""
    started = [programs.start(f"worker-{queue}", MODULE, "worker", queue) for queue in queues]
    programs.start("beat", MODULE, "beat")
    for worker in started:
        site.wait_until_ready(worker)


@pytest.mark.faults_quick
def test_workers_of_the_previous_version_do_the_work_of_the_present_site(
    site: Site, previous: Path, undisturbed: Results, bundle: Path
) -> None:
    queues = queues_of(previous)
    for queue in queues:
        site.kill(queue)
    site.stack.programs.stop(site.program("beat"), how=signal.SIGKILL)
    with programs_of(previous, site) as programs:
        start_workers(programs, site, queues)
        from_endpoint = submit_endpoint(site, "upgrade-endpoint")
        from_bundle = submit_bundle(site, "upgrade-bundle", bundle)
        from_endpoint.wait_and_check(undisturbed)
        from_bundle.wait_for_end()
        assert from_bundle.results().scores == undisturbed.scores
        from_endpoint.publish()
        from_endpoint.wait_until_published()


def test_the_present_workers_do_the_work_of_a_site_of_the_previous_version(
    site: Site, previous: Path, undisturbed: Results, bundle: Path
) -> None:
    site.stack.programs.stop(site.program("site"), how=signal.SIGKILL)
    with programs_of(previous, site) as programs:
        programs.start("site", MODULE, "web", "--port", str(site.stack.port))
        programs.wait_until(partial(port_is_open, site.stack.port), "the previous site", within_s=60)
        from_endpoint = submit_endpoint(site, "former-site-endpoint")
        from_bundle = submit_bundle(site, "former-site-bundle", bundle)
        from_endpoint.wait_and_check(undisturbed)
        from_bundle.wait_for_end()
        assert from_bundle.results().scores == undisturbed.scores
        from_endpoint.publish()
        from_endpoint.wait_until_published()
        assert site.author.status("/") == 200
