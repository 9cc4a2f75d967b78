"""The command lines of the site's programs."""

from __future__ import annotations

import sys

import pytest

from leaderboard.pipeline.work.queue import QUEUES
from leaderboard.programs import workers
from leaderboard.programs.__main__ import command


def test_every_queue_has_a_worker() -> None:
    assert set(workers.THREADS) == set(QUEUES.values())


def test_the_web_server_listens_where_it_is_told() -> None:
    line = command(["web", "--host", "192.0.2.1", "--port", "80"])
    assert line[:5] == [sys.executable, "-m", "leaderboard.checks", "web", "--"]
    assert line[5:8] == [sys.executable, "-m", "granian"]
    assert (line[line.index("--host") + 1], line[line.index("--port") + 1]) == ("192.0.2.1", "80")


def test_options_of_celery_are_passed_on() -> None:
    assert command(["worker", "judging", "-c", "8"])[-2:] == ["-c", "8"]
    assert command(["beat", "--loglevel", "DEBUG"])[-1] == "DEBUG"


def test_manage_takes_options_too() -> None:
    line = command(["manage", "load_suites", "--verbosity", "2", "--no-color"])
    assert line[1:] == ["manage.py", "load_suites", "--verbosity", "2", "--no-color"]
    assert command(["manage", "--version"])[1:] == ["manage.py", "--version"]


@pytest.mark.parametrize("arguments", [[], ["worker"], ["worker", "painting"], ["web", "--colour"]])
def test_wrong_arguments_print_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command(arguments)
    assert "usage: python -m leaderboard.programs" in capsys.readouterr().err
