"""A time-out is held against a call only where the judge must have begun it long before."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

from leaderboard.domain.judging.messages import Priority
from tests.workers.clients.conftest import Serve
from tests.workers.clients.judge.test_client import completion
from workers.clients.judge.client import JudgeClient, JudgeUnavailable
from workers.clients.judge.order import CallOrder, SentCall

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


# --- the order itself -------------------------------------------------------------------------------------------------
@pytest.fixture
def order() -> CallOrder:
    """Open calls, one of which was sent before all that a test sends."""
    order = CallOrder()
    order.send(Priority.LIVE)
    return order


def answer(order: CallOrder, call: SentCall) -> None:
    order.answered(call)
    order.end(call)


def test_a_more_urgent_call_overtakes_and_says_nothing_of_those_before_it(order: CallOrder) -> None:
    live, check, bulk = (order.send(priority) for priority in (Priority.LIVE, Priority.CHECK, Priority.BULK))
    answer(order, check)
    assert live.begun_at is None
    later = order.send(Priority.LIVE)
    answer(order, later)
    assert live.begun_within(60)
    assert bulk.begun_at is None


def test_a_call_before_which_none_is_open_is_begun(order: CallOrder) -> None:
    first, second = order.send(Priority.LIVE), order.send(Priority.LIVE)
    order.end(order._open[0])
    assert first.begun_within(60)
    assert second.begun_at is None
    first.begun_at = first.sent_at + 61
    assert not first.begun_within(60)


def test_an_ended_call_is_forgotten(order: CallOrder) -> None:
    call = order.send(Priority.LIVE)
    order.end(call)
    answer(order, order.send(Priority.LIVE))
    assert call.begun_at is None
