"""The fault tree: complete, consistent, and able to cross a process boundary."""

from __future__ import annotations

import pickle

import pytest

from workers.clients.endpoint import faults
from workers.clients.endpoint.faults import EndpointFault
from workers.clients.judge.client import JudgeRefused, JudgeUnavailable

KINDS = EndpointFault.__subclasses__()


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_stands_in_the_tree_and_says_whether_to_go_on(kind: type[EndpointFault]) -> None:
    assert faults.__doc__
    line = next(line for line in faults.__doc__.splitlines() if f"── {kind.__name__} " in line)
    expected = "retry" if kind.retry else "fatal" if kind.fatal else "–"
    expected += "*" if kind.perhaps_prompt else ""
    assert line.split()[2] == expected
    assert not (kind.retry and kind.fatal)


@pytest.mark.parametrize("kind", KINDS)
def test_faults_can_be_pickled(kind: type[EndpointFault]) -> None:
    copy = pickle.loads(pickle.dumps(kind("what happened", retry_after_s=3.0)))  # noqa: S301 - our own bytes
    assert (type(copy), str(copy), copy.retry_after_s) == (kind, "what happened", 3.0)


@pytest.mark.parametrize("fault", [JudgeUnavailable("x", status=503, retry_after_s=2.0), JudgeRefused("y", status=400)])
def test_faults_of_the_judge_can_be_pickled(fault: Exception) -> None:
    copy = pickle.loads(pickle.dumps(fault))  # noqa: S301 - our own bytes
    assert (type(copy), copy.args, vars(copy)) == (type(fault), fault.args, vars(fault))
