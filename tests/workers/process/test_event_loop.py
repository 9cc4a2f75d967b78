"""The worker's event loop: one thread runs the calls of all others, and each gets its own result or exception."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest
from celery.utils.dispatch import Signal
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from leaderboard.models import User
from workers.process import event_loop
from workers.process.event_loop import close_at_shutdown, in_thread, run_in_background, wait_for

THREADS = 12
_EVER = 60
_SOON = 10


async def current_thread() -> threading.Thread:
    return threading.current_thread()


# --- calls from many threads ------------------------------------------------------------------------------------------
def test_calls_of_many_threads_run_together_on_one_other_thread() -> None:
    together = asyncio.Barrier(THREADS)

    async def call(number: int) -> tuple[int, threading.Thread]:
        await asyncio.wait_for(together.wait(), _SOON)  # passes only if all calls are under way at once
        return number, threading.current_thread()

    with ThreadPoolExecutor(THREADS) as threads:
        results = list(threads.map(lambda number: wait_for(call(number)), range(THREADS)))
    assert [number for number, _ in results] == list(range(THREADS))
    (loop_thread,) = {thread for _, thread in results}
    assert loop_thread.name == "calls"
    assert loop_thread is not threading.current_thread()


def test_an_exception_reaches_the_thread_that_waits_and_no_other() -> None:
    async def call(number: int) -> int:
        await asyncio.sleep(0.01)
        if number % 2:
            raise ValueError(f"call {number}")
        return number

    def outcome(number: int) -> int | str:
        try:
            return wait_for(call(number))
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(outcome, range(4))) == [0, "call 1", 2, "call 3"]


def test_a_time_out_cancels_the_call_and_leaves_the_loop_usable() -> None:
    ended: list[str] = []

    async def hang() -> None:
        try:
            await asyncio.sleep(_EVER)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def call() -> None:
        async with asyncio.timeout(0.05):
            await hang()

    with pytest.raises(TimeoutError):
        wait_for(call())
    assert ended == ["cancelled"]
    assert wait_for(current_thread()).name == "calls"


def test_a_call_that_is_cancelled_by_its_own_code_does_not_hang_the_thread() -> None:
    async def call() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(_EVER)

    with ThreadPoolExecutor(1) as threads, pytest.raises(CancelledError):
        threads.submit(wait_for, call()).result(timeout=_SOON)


# --- beside the calls -------------------------------------------------------------------------------------------------
def test_what_runs_in_the_background_holds_up_neither_its_starter_nor_the_calls() -> None:
    released = asyncio.Event()
    ended = threading.Event()

    async def task() -> None:
        await released.wait()
        ended.set()

    async def release() -> None:
        released.set()

    run_in_background(task())
    assert wait_for(current_thread()).name == "calls"
    assert not ended.is_set()
    wait_for(release())
    assert ended.wait(_SOON)


def test_a_client_is_closed_on_its_loop_when_the_worker_shuts_down(monkeypatch: pytest.MonkeyPatch) -> None:
    shutdown = Signal(name="worker_shutdown")
    monkeypatch.setattr(event_loop, "worker_shutdown", shutdown)
    closed_on: list[threading.Thread] = []

    async def close() -> None:
        closed_on.append(await current_thread())

    close_at_shutdown(close)
    assert closed_on == []
    shutdown.send(sender="worker")
    assert closed_on == [wait_for(current_thread())]


# --- the database -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_thread_that_waits_holds_no_database_connection() -> None:
    wrapper = connections_wrapper()
    assert not User.objects.exists()
    assert wrapper.connection is not None

    async def held() -> bool:
        return wrapper.connection is not None

    assert wait_for(held()) is False


@pytest.mark.django_db(transaction=True)
def test_the_database_is_used_beside_the_loop_and_its_connection_is_given_back() -> None:
    def query(*, email: str) -> tuple[bool, threading.Thread, BaseDatabaseWrapper]:
        return User.objects.filter(email=email).exists(), threading.current_thread(), connections_wrapper()

    async def call() -> tuple[bool, threading.Thread, BaseDatabaseWrapper]:
        return await in_thread(query, email="author@example.org")

    exists, thread, wrapper = wait_for(call())
    assert not exists
    assert thread is not wait_for(current_thread())
    assert wrapper.connection is None


@pytest.mark.django_db(transaction=True)
def test_the_connection_is_given_back_after_an_exception_too() -> None:
    wrappers: list[BaseDatabaseWrapper] = []

    def query() -> None:
        User.objects.exists()
        wrappers.append(connections_wrapper())
        raise RuntimeError("in the thread")

    async def call() -> None:
        await in_thread(query)

    with pytest.raises(RuntimeError, match="in the thread"):
        wait_for(call())
    assert wrappers[0].connection is None


def connections_wrapper() -> BaseDatabaseWrapper:
    """The calling thread's own connection object, which ``django.db.connection`` only stands for."""
    return connection._connections[connection._alias]  # type: ignore[attr-defined,no-any-return]  # a private proxy
