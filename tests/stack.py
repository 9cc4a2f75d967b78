"""A pytest plugin: a whole site of real processes, shared by all tests that need one."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded.processes import Programs, free_port
from leaderboard.embedded.stack import Stack, running_stack
from tests.homes import new_home

# Short times, so that a test need not wait long until a dead worker's lease has run out.
QUICK = {
    "LEASE_S": "4",
    "REQUEUE_S": "3",
    "SWEEP_S": "0.5",
    "QUOTA_SUBMISSIONS": "1000",
    "BUNDLE_CHECKS_A_DAY": "100000",
    "ENDPOINT_FAILURES_IN_A_ROW": "3",
}


class SharedStack:
    """Starts the site for the first test that needs it; it runs until a test comes that does not need it."""

    def __init__(self) -> None:
        self._resources = ExitStack()
        self._stack: Stack | None = None

    def get(self) -> Stack:
        if self._stack is None:
            self._stack = self._resources.enter_context(_quick_stack())
        return self._stack

    def stop(self) -> None:
        self._stack = None
        self._resources.close()


@contextmanager
def _quick_stack() -> Iterator[Stack]:
    """A site with a judge that takes its time, so that there is something to interrupt."""
    with new_home() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALON_HOME", str(home))
        with running_stack(
            port=free_port(), extra_environment=QUICK, judge_arguments=["--reply-seconds", "0.4"]
        ) as running:
            try:
                yield running
            finally:
                kill_all(running.programs)


def kill_all(programs: Programs) -> None:
    """Nothing is left to be finished, and a dozen programs that end politely, one by one, take seconds each."""
    while programs.running:
        programs.stop(programs.running[-1], how=signal.SIGKILL)


_shared = SharedStack()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Idle, the site would take time from the tests that follow: its sweeper is a quick one."""
    yield
    if not (isinstance(nextitem, pytest.Function) and "stack" in nextitem.fixturenames):
        _shared.stop()


@pytest.fixture(scope="module")
def stack() -> Stack:
    """The running site."""
    return _shared.get()


@pytest.fixture
def visitor(stack: Stack) -> Iterator[Visitor]:
    """An author, signed up through the form and holding an API token."""
    with Visitor(stack.site_url, Account("tester@example.org", "salon-tester-1")) as someone:
        yield someone
