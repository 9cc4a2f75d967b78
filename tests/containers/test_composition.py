"""A site of containers does what a site of processes does, and its containers may do no more than they need."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest

from leaderboard.demo import visit
from leaderboard.demo.visitor import Account, Visitor, wait_for
from tests.containers.conftest import PROGRAMS, Composition

GENERATOR = "http://sample-generator:8002/v1"
AUTHOR = Account("author@example.org", "salon-author-1")


def test_the_demos_visit_through_the_proxy_with_a_judging_worker_killed(
    composition: Composition, tmp_path: Path
) -> None:
    """The killed container is started again by itself, and the boards are published."""
    engine = composition.engine
    with Visitor(composition.url, AUTHOR) as visitor:
        done = visit.submit_all(visitor, GENERATOR, tmp_path)

        def is_judging() -> bool:
            stages = visitor.submission(min(done.accepted.values()))["progress"]["stages"]
            return any(stage["stage"] == "judging" and stage["done"] for stage in stages)

        wait_for(is_judging, "the first judgement", within_s=120)
        killed = engine.process("judging")
        os.kill(killed, signal.SIGKILL)
        visit.follow(visitor, done, lambda _: None)
        releases = visit.publish_all(visitor, done)
    assert len(releases) == len(visit.LANGUAGES)
    assert engine.process("judging") not in (0, killed)


@pytest.mark.parametrize("service", PROGRAMS[1:])
def test_a_program_says_that_it_is_well(composition: Composition, service: str) -> None:
    composition.engine.inside(service, "python", "-m", "workers.process.alive", service)


def test_the_site_says_that_it_is_ready(composition: Composition) -> None:
    reply = httpx.get(f"{composition.url}/health/ready")
    assert (reply.status_code, reply.json()["ready"]) == (200, True)
    assert httpx.get(f"{composition.url}/metrics").status_code == httpx.codes.NOT_FOUND


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_program_is_not_root_and_changes_nothing_but_its_volume(composition: Composition, service: str) -> None:
    engine = composition.engine
    assert engine.inside(service, "id", "-u").strip() == "10001"
    assert "Read-only" in engine.fails_inside(service, "touch", "/srv/salon/file")
    engine.inside(service, "touch", "/tmp/file", "/var/lib/salon/media/file")  # noqa: S108  # its own /tmp


def test_the_image_holds_no_tests_and_no_secrets(composition: Composition) -> None:
    listed = composition.engine.inside("web", "find", "/srv/salon", "-maxdepth", "1")
    names = {Path(line).name for line in listed.split()}
    assert names == {"salon", "LICENSE", "leaderboard", "manage.py", "prompts", "static", "templates", "workers"}
    environment = composition.engine.call(
        composition.engine.run, "image", "inspect", "--format", "{{.Config.Env}}", "localhost/salon-service:test"
    )
    assert "SECRET" not in environment
