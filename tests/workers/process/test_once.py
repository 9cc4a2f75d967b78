"""What a process has once is made once, however many threads ask for it at the same time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from workers.process import once

THREADS = 8


def test_threads_that_ask_at_the_same_time_get_the_same_object() -> None:
    ready = threading.Barrier(THREADS)

    @once
    def make() -> object:
        time.sleep(0.05)  # long enough for the others to ask meanwhile
        return object()

    def ask(_: int) -> object:
        ready.wait()
        return make()

    with ThreadPoolExecutor(THREADS) as threads:
        assert len(set(threads.map(ask, range(THREADS)))) == 1


def test_each_argument_has_its_own() -> None:
    made = []

    @once
    def make(number: int) -> int:
        made.append(number)
        return number

    assert [make(1), make(2), make(1), make(2)] == [1, 2, 1, 2]
    assert made == [1, 2]


def test_what_failed_is_tried_again() -> None:
    outcomes = iter([OSError("not there yet"), None])

    @once
    def make() -> str:
        if (error := next(outcomes)) is not None:
            raise error
        return "made"

    with pytest.raises(OSError, match="not there yet"):
        make()
    assert make() == "made"
