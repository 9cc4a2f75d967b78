"""A whole site of real processes, shared by all tests that need one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import Stack, running_stack

# Short times, so that a test need not wait long until a dead worker's lease has run out.
QUICK = {
    "LEASE_S": "4",
    "REQUEUE_S": "3",
    "SWEEP_S": "0.5",
    "QUOTA_SUBMISSIONS": "1000",
    "ENDPOINT_FAILURES_IN_A_ROW": "3",
}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The site with a judge that takes its time, so that there is something to interrupt."""
    with tempfile.TemporaryDirectory(prefix="salon-stack-") as home:
        before = os.environ["SALON_HOME"]
        os.environ["SALON_HOME"] = str(Path(home) / "salon")
        try:
            with running_stack(
                port=free_port(), extra_environment=QUICK, judge_arguments=["--reply-seconds", "0.4"]
            ) as running:
                yield running
        finally:
            os.environ["SALON_HOME"] = before


@pytest.fixture
def visitor(stack: Stack) -> Iterator[Visitor]:
    """An author, signed up through the form and holding an API token."""
    with Visitor(stack.site_url, Account("tester@example.org", "salon-tester-1")) as someone:
        yield someone
