"""Programs that are started, watched and stopped: with their logs, and with every child."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from leaderboard.embedded import processes
from leaderboard.embedded.processes import ProcessFault, Programs, free_port, port_is_open, stop_tree

_WITHIN_S = 20

SLEEPER = "import time\nprint('sleeping', flush=True)\ntime.sleep(600)\n"
BROKEN = "print('the configuration is wrong', flush=True)\nraise SystemExit(3)\n"
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {SLEEPER!r}], start_new_session=True)
print("child", child.pid, flush=True)
time.sleep(600)
"""
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SLEEPER}"


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """Programs whose modules are the files that a test writes."""
    with Programs({"PYTHONPATH": str(tmp_path)}, tmp_path / "logs") as programs:
        yield programs


@pytest.fixture
def module(tmp_path: Path) -> Callable[[str], str]:
    """Writes a module and returns its name."""

    def written(code: str) -> str:
        name = f"program_{len(list(tmp_path.glob('*.py')))}"
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
        return name

    return written


def says(programs: Programs, words: str) -> Callable[[], bool]:
    """Whether the program started last has said these words."""
    return lambda: words in programs.running[-1].log_tail()


def wait_until_said(programs: Programs, words: str) -> None:
    programs.wait_until(says(programs, words), words, within_s=_WITHIN_S)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_until_gone(pid: int) -> None:
    wait_until(lambda: is_gone(pid))


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


# --- programs that do not do what they should -------------------------------------------------------------------------
def test_a_program_that_ends_by_itself_is_reported_with_its_code_and_its_log(
    programs: Programs, module: Callable[[str], str]
) -> None:
    programs.start("the broken one", module(BROKEN))
    with pytest.raises(ProcessFault) as caught:
        programs.wait_until(lambda: False, "the broken one", within_s=_WITHIN_S)
    assert str(caught.value) == "the broken one ended with code 3; its log says:\nthe configuration is wrong"


def test_a_program_that_never_answers_is_reported_with_where_its_log_lies(
    programs: Programs, module: Callable[[str], str]
) -> None:
    programs.start("the silent one", module(SLEEPER))
    with pytest.raises(ProcessFault, match=r"the silent one was not ready within 0 s; see the logs in .*/logs$"):
        programs.wait_until(lambda: False, "the silent one", within_s=0.2)


def test_the_end_of_a_long_log_is_shown(programs: Programs, module: Callable[[str], str]) -> None:
    program = programs.start("talker", module(f"print(*range(100), sep='\\n')\n{SLEEPER}"))
    wait_until_said(programs, "sleeping")
    assert program.log_tail(lines=3) == "98\n99\nsleeping"


def test_a_program_without_a_log_has_an_empty_one(programs: Programs, tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"])
    programs.adopt("adopted", process, tmp_path / "nowhere.log")
    with pytest.raises(ProcessFault, match="adopted ended with code 1"):
        programs.wait_until(lambda: False, "it", within_s=_WITHIN_S)


# --- what a program gets ----------------------------------------------------------------------------------------------
def test_a_program_gets_its_arguments_and_the_environment_of_all(tmp_path: Path, module: Callable[[str], str]) -> None:
    code = "import os, sys, time\nprint(sys.argv[1:], os.environ['ANSWER'], flush=True)\ntime.sleep(600)"
    with Programs({"PYTHONPATH": str(tmp_path), "ANSWER": "42"}, tmp_path / "logs") as programs:
        programs.start("asker", module(code), "--port", "1")
        wait_until_said(programs, "['--port', '1'] 42")


# --- stopping ---------------------------------------------------------------------------------------------------------
def test_leaving_stops_all_programs_the_last_started_first(
    tmp_path: Path, module: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[int] = []

    def noting_stop_tree(process: subprocess.Popen[bytes], *, how: signal.Signals) -> None:
        stopped.append(process.pid)
        stop_tree(process, how=how)

    monkeypatch.setattr(processes, "stop_tree", noting_stop_tree)
    with pytest.raises(RuntimeError, match="in the block"), Programs({"PYTHONPATH": str(tmp_path)}, tmp_path) as both:
        pids = [both.start(name, module(SLEEPER)).process.pid for name in ("first", "second")]
        raise RuntimeError("in the block")
    assert stopped == pids[::-1]
    assert all(map(is_gone, pids))


def test_stopping_one_leaves_the_others(programs: Programs, module: Callable[[str], str]) -> None:
    first, second = (programs.start(name, module(SLEEPER)) for name in ("first", "second"))
    programs.stop(first)
    assert is_gone(first.process.pid)
    programs.check()
    assert programs.running == [second]


def test_a_program_that_is_killed_takes_its_children_along(programs: Programs, module: Callable[[str], str]) -> None:
    parent = programs.start("parent", module(PARENT))
    wait_until_said(programs, "child")
    child = int(parent.log_tail().split("child")[1].split()[0])
    assert psutil.pid_exists(child)
    programs.stop(parent, how=signal.SIGKILL)
    assert is_gone(parent.process.pid)
    wait_until_gone(child)


def test_children_that_outlive_a_program_that_was_told_to_end_are_killed(
    programs: Programs, module: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_STOP_WITHIN_S", 0.5)
    parent = programs.start("parent", module(PARENT))
    wait_until_said(programs, "child")
    child = int(parent.log_tail().split("child")[1].split()[0])
    programs.stop(parent)
    wait_until_gone(child)


def test_a_program_that_ignores_the_signal_is_killed(
    programs: Programs, module: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_STOP_WITHIN_S", 0.5)
    stubborn = programs.start("stubborn", module(STUBBORN))
    wait_until_said(programs, "sleeping")
    programs.stop(stubborn)
    assert stubborn.process.returncode == -signal.SIGKILL


def test_stopping_a_program_that_has_ended_is_no_fault() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    stop_tree(process)
    assert process.returncode == 0


# --- ports ------------------------------------------------------------------------------------------------------------
def test_a_free_port_is_closed_until_somebody_listens() -> None:
    port = free_port()
    assert not port_is_open(port)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        assert port_is_open(port)
    wait_until(lambda: not port_is_open(port))
