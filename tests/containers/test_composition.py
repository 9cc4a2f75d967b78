"""A site of containers does what a site of processes does, and its containers may do no more than they need."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import httpx
import pytest

from leaderboard.demo import visit
from leaderboard.demo.visitor import Account, Visitor, wait_for
from tests.containers.conftest import PROGRAMS, SERVICE, Composition

GENERATOR = "http://sample-generator:8002/v1"
AUTHOR = Account("author@example.org", "salon-author-1")
MOST_MIB_ABOVE_THE_BASE = 345
"""Libraries, bytecode, code and static files. Whoever adds a library sees here what it costs."""


def test_the_demos_visit_through_the_proxy_with_containers_killed(composition: Composition, tmp_path: Path) -> None:
    """The killed containers are started again by themselves, and the boards are published."""
    with Visitor(composition.url, AUTHOR) as visitor:
        done = visit.submit_all(visitor, GENERATOR, tmp_path)

        def is_judging() -> bool:
            stages = visitor.submission(min(done.accepted.values()))["progress"]["stages"]
            return any(stage["stage"] == "judging" and stage["done"] for stage in stages)

        wait_for(is_judging, "the first judgement", within_s=120)
        killed = {service: _kill(composition, service) for service in ("judging", "bucket")}
        visit.follow(visitor, done, lambda _: None)
        releases = visit.publish_all(visitor, done)
    assert len(releases) == len(visit.LANGUAGES)
    for service, process in killed.items():
        assert composition.engine(service).process(service) not in (0, process)
    for program in ("web", "judging"):
        assert composition.engine(program).inside(program, "find", "/var/lib/salon/media", "-type", "f") == ""


def _kill(composition: Composition, service: str) -> int:
    process = composition.engine(service).process(service)
    os.kill(process, signal.SIGKILL)
    return process


def test_readers_get_pictures_from_the_bucket_behind_the_proxy(composition: Composition) -> None:
    """Uses the boards of the test above."""
    shown = re.search(r"/images/\d+/thumb\.webp", httpx.get(composition.url).text)
    assert shown
    picture = httpx.get(f"{composition.url}{shown[0]}")
    assert picture.status_code == httpx.codes.FOUND
    signed = httpx.URL(picture.headers["location"])
    assert signed.netloc == composition.files.encode()

    def ask(path: bytes, method: str = "GET") -> httpx.Response:
        url = httpx.URL(composition.url).copy_with(raw_path=path)
        return httpx.request(method, url, headers={"Host": composition.files})

    reply = ask(signed.raw_path)
    assert (reply.status_code, reply.headers["content-type"], reply.content[:4]) == (200, "image/webp", b"RIFF")
    assert ask(signed.raw_path.partition(b"?")[0]).status_code == httpx.codes.FORBIDDEN
    assert ask(b"/salon").status_code == httpx.codes.FORBIDDEN
    assert ask(signed.raw_path, "DELETE").status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("service", PROGRAMS[1:])
def test_a_program_says_that_it_is_well(composition: Composition, service: str) -> None:
    composition.engine(service).inside(service, "python", "-m", "workers.process.alive", service)


def test_the_site_says_that_it_is_ready(composition: Composition) -> None:
    reply = httpx.get(f"{composition.url}/health/ready")
    assert (reply.status_code, reply.json()["ready"]) == (200, True)
    assert httpx.get(f"{composition.url}/metrics").status_code == httpx.codes.NOT_FOUND


def test_the_proxy_finds_a_new_container_of_the_site(composition: Composition) -> None:
    """A new container has a new address; an upgrade replaces this one, and leaves the proxy alone."""
    site = composition.site
    before = site.process("web")
    site.call(site.run, "rm", "--force", site.container("web"))
    site.call(*site.compose, "up", "--detach", "--no-build", "--no-deps", "web")

    def is_ready() -> bool:
        return httpx.get(f"{composition.url}/health/ready").status_code == httpx.codes.OK

    wait_for(is_ready, "the new container through the proxy", within_s=60)
    assert site.process("web") != before


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_program_is_not_root_and_changes_nothing_but_its_volume(composition: Composition, service: str) -> None:
    engine = composition.engine(service)
    assert engine.inside(service, "id", "-u").strip() == "10001"
    assert "Read-only" in engine.fails_inside(service, "touch", "/srv/salon/file")
    engine.inside(service, "touch", "/tmp/file", "/var/lib/salon/media/file")  # noqa: S108  # its own /tmp


def test_the_image_holds_no_tests_and_no_secrets(composition: Composition) -> None:
    listed = composition.site.inside("web", "find", "/srv/salon", "-maxdepth", "1")
    names = {Path(line).name for line in listed.split()}
    assert names == {"salon", "LICENSE", "leaderboard", "manage.py", "prompts", "static", "templates", "workers"}
    environment = composition.site.call(
        composition.site.run, "image", "inspect", "--format", "{{.Config.Env}}", SERVICE
    )
    assert "SECRET" not in environment


def test_the_image_is_small_and_has_the_bytecode_of_what_it_runs(composition: Composition) -> None:
    site = composition.site
    sizes = site.inside("web", "du", "-scm", "--apparent-size", "/opt/venv", "/opt/bytecode", "/srv/salon").split()
    assert int(sizes[-2]) <= MOST_MIB_ABOVE_THE_BASE
    seen = site.call(site.run, "exec", site.container("web"), "sh", "-c", _COMPILED)
    assert [line for line in seen.splitlines() if "__main__" not in line and "click/" not in line] == []


_COMPILED = "python -v -c 'import leaderboard.asgi, granian.cli' 2>&1 | grep -o 'code object from /.*' || true"
