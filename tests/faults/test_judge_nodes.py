"""GPU nodes that come, drain and die while submissions are judged: no restart, the same scores, nothing asked twice.

The nodes are ``manage.py judge serve`` with the stand-in judge as their engine. The site knows no other judge:
JUDGE_URL is empty.
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from leaderboard.embedded.processes import Program, free_port
from tests.faults.runs import CALLS, Results, Run, submit_endpoint
from tests.faults.site import PROMPTS, Site, running_site, wait_until
from tests.homes import new_home
from tests.leaderboard.domain import shipped

SUBMISSIONS = 6
PLANNED = SUBMISSIONS * CALLS
REPLY_S = 1.0
IN_FLIGHT = 2
"""Calls that the judging worker has open at each judge: one judge needs about 36 s for all of them."""

PATIENT_S = 120


@dataclass(frozen=True)
class Node:
    """A running node with one judge."""

    site: Site
    program: Program
    port: int

    @property
    def name(self) -> str:
        """What the workers call its judge."""
        return str(
            self.site.value("SELECT server FROM leaderboard_judgement WHERE server LIKE %s LIMIT 1", f"%:{self.port}%")
        )

    @property
    def recorded(self) -> int:
        """Judgements that are recorded as its judge's."""
        count: int = self.site.value(
            "SELECT count(*) FROM leaderboard_judgement WHERE server LIKE %s", f"%:{self.port}%"
        )
        return count

    @property
    def state(self) -> str:
        """As it was last announced, "" if it is not."""
        rows = self.site.rows("SELECT state FROM leaderboard_announcedjudge WHERE address LIKE %s", f"%:{self.port}")
        return str(rows[0][0]) if rows else ""

    def asked(self) -> int:
        """How many calls about submitted pictures its engine has answered; those of checks are left out."""
        stats: dict[str, Any] = httpx.get(f"http://127.0.0.1:{self.port}/stats").json()
        stored = {sha256 for (sha256,) in self.site.rows("SELECT sha256 FROM leaderboard_storedimage")}
        judged: dict[str, dict[str, int]] = stats["judged"]
        return sum(sum(calls.values()) for sha256, calls in judged.items() if sha256 in stored)

    def wait_until_announced(self) -> None:
        wait_until(lambda: self.state == "serving", f"the announcement of port {self.port}", within_s=40)


@pytest.fixture(scope="module")
def nodes_site() -> Iterator[Site]:
    """A site whose judges only announce themselves, and take a second for each reply."""
    with tempfile.TemporaryDirectory(prefix="salon-nodes-") as folder, new_home() as home:
        _write_slow_profile(Path(folder) / "profiles")
        settings = {
            "SUITE_DIRS": f"{PROMPTS},{folder}/profiles",
            "JUDGE_PROFILE": "slow-baseline",
            "JUDGE_IN_FLIGHT": str(IN_FLIGHT),
            "JUDGE_TIMEOUT_S": "20",
            "JUDGE_URL": "",
            "JUDGE_API_KEY": "the-key-of-all-nodes",
            "JUDGE_DRAIN_S": "10",
        }
        with running_site(home, settings=settings) as site:
            yield site


def _write_slow_profile(folder: Path) -> None:
    text = shipped.text(shipped.PROMPTS / "judges" / "pixel-baseline.toml")
    text = text.replace('"pixel-baseline"', '"slow-baseline"', 1)
    text = text.replace("flags = []", f'flags = ["--reply-seconds", "{REPLY_S}"]', 1)
    (folder / "judges").mkdir(parents=True)
    (folder / "judges" / "slow-baseline.toml").write_text(text, encoding="utf-8")


@contextmanager
def node(site: Site) -> Iterator[Node]:
    """A node that has just been started."""
    port = free_port()
    options = ("--port", str(port), "--announce", "127.0.0.1")
    programs = site.stack.programs
    program = programs.start(f"node-{port}", "manage", "judge", "serve", "slow-baseline", *options)
    try:
        yield Node(site, program, port)
    finally:
        if program in programs.running:
            programs.stop(program, how=signal.SIGKILL)


@contextmanager
def two_nodes(site: Site) -> Iterator[tuple[Node, Node]]:
    with ExitStack() as started:
        nodes = started.enter_context(node(site)), started.enter_context(node(site))
        for each in nodes:
            each.wait_until_announced()
        yield nodes


def submit(site: Site, name: str) -> list[Run]:
    site.rows("DELETE FROM leaderboard_announcedjudge WHERE seen_at < now() - interval '15 s'")
    return [submit_endpoint(site, f"{name}, {number}") for number in range(SUBMISSIONS)]


def check(runs: list[Run], undisturbed: Results) -> None:
    for run in runs:
        run.wait_and_check(undisturbed, within_s=PATIENT_S)


@pytest.fixture(scope="module")
def expected(nodes_site: Site) -> Results:
    """The results of a run to which nothing happens."""
    with node(nodes_site) as judge:
        judge.wait_until_announced()
        run = submit_endpoint(nodes_site, "undisturbed by nodes")
        run.wait_for_end(PATIENT_S)
        results = run.results()
        run.check(results)
        return results


@pytest.mark.faults_quick
def test_a_node_that_is_added_in_the_middle_takes_its_share(nodes_site: Site, expected: Results) -> None:
    runs = submit(nodes_site, "a node is added")
    wait_until(
        lambda: "no judge uses this profile" in runs[0].state()["progress"]["waiting_for"], "the reason", within_s=40
    )
    with node(nodes_site) as first, ExitStack() as later:
        first.wait_until_announced()
        second = later.enter_context(node(nodes_site))
        second.wait_until_announced()
        wait_until(lambda: second.recorded > 0, "a judgement of the second node", within_s=15)
        check(runs, expected)
        assert (first.asked(), second.asked()) == (first.recorded, second.recorded)
        assert first.recorded + second.recorded == PLANNED
    page = nodes_site.operators_page()
    assert f"127.0.0.1:{first.port}" in page


def test_a_node_that_drains_answers_what_it_was_asked(nodes_site: Site, expected: Results) -> None:
    with two_nodes(nodes_site) as (leaving, staying):
        runs = submit(nodes_site, "a node drains")
        wait_until(lambda: leaving.recorded > 0 and staying.recorded > 0, "work of both nodes", within_s=60)
        leaving.program.process.terminate()
        wait_until(lambda: leaving.state == "draining", "the announcement", within_s=10, every_s=0.05)
        assert leaving.program.process.wait(timeout=30) == 0
        assert leaving.state == ""
        given = leaving.recorded
        check(runs, expected)
        assert (leaving.recorded, staying.recorded) == (given, PLANNED - given)
        assert staying.asked() == staying.recorded, "the other node was asked again what the first had answered"


def test_a_node_that_is_killed_loses_only_what_was_in_flight(nodes_site: Site, expected: Results) -> None:
    with two_nodes(nodes_site) as (killed, staying):
        runs = submit(nodes_site, "a node is killed")
        wait_until(lambda: killed.recorded > 0 and staying.recorded > 0, "work of both nodes", within_s=60)
        nodes_site.stack.programs.stop(killed.program, how=signal.SIGKILL)
        given = killed.recorded
        check(runs, expected)
        assert staying.asked() == staying.recorded == PLANNED - killed.recorded
        assert killed.recorded <= given + IN_FLIGHT
        wait_until(
            lambda: f"127.0.0.1:{killed.port}" in nodes_site.operators_page(), "the node on the page", within_s=5
        )


def test_a_wrong_key_keeps_work_back_and_counts_against_no_submission(nodes_site: Site, expected: Results) -> None:
    programs = nodes_site.stack.programs
    right = programs.environment["JUDGE_API_KEY"]
    programs.environment["JUDGE_API_KEY"] = "another-key"  # type: ignore[index]  # a dict of the stack
    try:
        with node(nodes_site) as judge:
            judge.wait_until_announced()
            runs = submit(nodes_site, "wrong key")
            wait_until(lambda: "401" in runs[0].state()["progress"]["waiting_for"], "the reason", within_s=40)
            wait_until(
                lambda: "set JUDGE_API_KEY of the workers" in nodes_site.operators_page(), "the advice", within_s=20
            )
    finally:
        programs.environment["JUDGE_API_KEY"] = right  # type: ignore[index]  # a dict of the stack
    assert all(run.judged == 0 for run in runs)
    with node(nodes_site):
        check(runs, expected)
    assert [run.results().judgements for run in runs] == [expected.judgements] * SUBMISSIONS
