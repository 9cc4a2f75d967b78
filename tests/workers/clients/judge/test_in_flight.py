"""At most so many calls are open; a time-out counts against one only if the judge must have begun it long before."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

from leaderboard.domain.judging.messages import Priority
from tests.workers.clients.judge.completions import completion
from tests.workers.conftest import Serve
from workers.clients.judge.client import JudgeClient, JudgeUnavailable
from workers.clients.judge.in_flight import CallsInFlight, SentCall

TIME_OUT_S = 2.0
_EVER = 60


class Engine:
    """Answers calls one after another in the order in which they come; each body says how long it takes, in seconds."""

    def __init__(self, places: int = 1) -> None:
        self._places = asyncio.Semaphore(places)

    async def handle(self, request: web.Request) -> web.Response:
        seconds = (await request.json())["seconds"]
        async with self._places:
            await asyncio.sleep(seconds)
        return web.json_response(completion({"content": "{}"}))


async def faults(serve: Serve, engine: Engine, *seconds: float) -> list[BaseException | None]:
    """What became of calls that take so long and are sent one after another: None where there was a reply."""
    async with JudgeClient(await serve(engine.handle), timeout_s=TIME_OUT_S) as judge:
        calls = []
        for each in seconds:
            calls.append(asyncio.create_task(judge.chat([json.dumps({"seconds": each}).encode()])))
            await asyncio.sleep(0.05)  # so that they come in this order
        results = await asyncio.gather(*calls, return_exceptions=True)
    return [result if isinstance(result, BaseException) else None for result in results]


async def test_a_call_that_waits_behind_others_until_its_time_is_over_was_not_taken(serve: Serve) -> None:
    *answered, late = await faults(serve, Engine(), 0.7, 0.7, 0.2, 0.8)
    assert answered == [None, None, None]
    assert isinstance(late, JudgeUnavailable)
    assert not late.took_call
    assert "busy with other calls" in str(late)


async def test_a_call_that_hangs_while_those_behind_it_are_answered_was_taken(serve: Serve) -> None:
    first, hangs, last = await faults(serve, Engine(places=2), 0.1, _EVER, 0.1)
    assert (first, last) == (None, None)
    assert isinstance(hangs, JudgeUnavailable)
    assert hangs.took_call


async def test_a_call_that_hangs_alone_was_taken_and_those_behind_it_were_not(serve: Serve) -> None:
    hangs, waits = await faults(serve, Engine(), _EVER, 0.1)
    assert isinstance(hangs, JudgeUnavailable)
    assert hangs.took_call
    assert waits is None or (isinstance(waits, JudgeUnavailable) and not waits.took_call)


# --- the calls themselves ---------------------------------------------------------------------------------------------
@pytest.fixture
def calls() -> CallsInFlight:
    """Open calls, one of which was sent before all that a test sends."""
    calls = CallsInFlight(limit=8)
    calls.send(Priority.LIVE)
    return calls


def answer(calls: CallsInFlight, call: SentCall) -> None:
    calls.answered(call)
    calls.end(call)


def test_a_more_urgent_call_overtakes_and_says_nothing_of_those_before_it(calls: CallsInFlight) -> None:
    live, check, bulk = (calls.send(priority) for priority in (Priority.LIVE, Priority.CHECK, Priority.BULK))
    answer(calls, check)
    assert live.begun_at is None
    later = calls.send(Priority.LIVE)
    answer(calls, later)
    assert live.begun_within(60)
    assert bulk.begun_at is None


def test_a_call_before_which_none_is_open_is_begun(calls: CallsInFlight) -> None:
    first, second = calls.send(Priority.LIVE), calls.send(Priority.LIVE)
    calls.end(calls._open[0])
    assert first.begun_within(60)
    assert second.begun_at is None
    first.begun_at = first.sent_at + 61
    assert not first.begun_within(60)


def test_an_ended_call_is_forgotten(calls: CallsInFlight) -> None:
    call = calls.send(Priority.LIVE)
    calls.end(call)
    answer(calls, calls.send(Priority.LIVE))
    assert call.begun_at is None


async def test_no_more_calls_are_open_than_there_are_slots() -> None:
    calls, open_at_once = CallsInFlight(limit=2), []

    async def call() -> None:
        async with calls.slot(Priority.LIVE):
            open_at_once.append(len(calls._open))
            await asyncio.sleep(0.01)

    await asyncio.gather(*(call() for _ in range(6)))
    assert max(open_at_once) == 2
    assert calls._open == []


async def test_a_call_that_fails_or_is_cancelled_gives_its_slot_back() -> None:
    calls = CallsInFlight(limit=1)
    with pytest.raises(RuntimeError, match="broken"):
        async with calls.slot(Priority.LIVE):
            raise RuntimeError("broken")

    async def hang() -> None:
        async with calls.slot(Priority.LIVE):
            await asyncio.sleep(_EVER)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(hang(), 0.01)
    async with asyncio.timeout(1), calls.slot(Priority.LIVE) as call:
        assert calls._open == [call]
