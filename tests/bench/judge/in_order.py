"""A picture's calls in different orders, with the same number of calls in flight."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.domain.images.redraw import JudgeImage, prepare_for_judge
from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.models import Prompt
from tests.bench.plain import call
from workers.clients.judge.client import JudgeClient

IN_FLIGHT = 8
REPLY_TOKENS = 64
_LOOK_S = 0.02

Order = Callable[[Sequence[Callable[[], Awaitable[None]]]], Awaitable[None]]
"""Makes all calls of one picture."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prepared picture with its prompt's text and the dimensions in which it is judged."""

    text: str
    image: JudgeImage
    dimensions: Sequence[str]


def prepared(profile: JudgeProfile, prompt: Prompt, file: bytes) -> Asked:
    """A picture's file, prepared for the judge."""
    dimensions = profile.protocol.rubric.active_dimensions(prompt.target_facets)
    return Asked(prompt.texts["en"], prepare_for_judge(file, max_side=profile.image.max_side), dimensions)


async def _all_at_once(calls: Sequence[Callable[[], Awaitable[None]]]) -> None:
    await asyncio.gather(*(make() for make in calls))


async def _one_after_another(calls: Sequence[Callable[[], Awaitable[None]]]) -> None:
    for make in calls:
        await make()


async def _first_then_rest(calls: Sequence[Callable[[], Awaitable[None]]]) -> None:
    await calls[0]()
    await _all_at_once(calls[1:])


ORDERS: Mapping[str, Order] = {
    "all at once": _all_at_once,
    "one after another": _one_after_another,
    "the first, then the rest": _first_then_rest,
}


async def judge_in_order(
    url: str, profile: JudgeProfile, order: Order, pictures: Sequence[Asked]
) -> tuple[list[ChatReply], float]:
    """All replies, and calls per second until the last picture is begun (or until the end if there is only one)."""
    async with JudgeClient(url, max_in_flight=IN_FLIGHT) as client:
        run = _Run(client, profile, order)
        return await run.judge(pictures)


class _Run:
    def __init__(self, client: JudgeClient, profile: JudgeProfile, order: Order) -> None:
        self._client, self._profile, self._order = client, profile, order
        self._open = 0  # calls that are in flight or wait for a slot
        self._replies: list[ChatReply] = []

    async def judge(self, pictures: Sequence[Asked]) -> tuple[list[ChatReply], float]:
        started = time.perf_counter()
        tasks = []
        for picture in pictures:
            # As few pictures as keep this many calls in flight: more would share the caches.
            while self._open >= IN_FLIGHT:
                await asyncio.sleep(_LOOK_S)
            tasks.append(asyncio.create_task(self._judge(picture)))
            await asyncio.sleep(0)  # lets it make its first calls
        full = len(self._replies) / (time.perf_counter() - started)
        await asyncio.gather(*tasks)
        whole = len(self._replies) / (time.perf_counter() - started)
        return self._replies, full if len(pictures) > 1 else whole

    async def _judge(self, picture: Asked) -> None:
        await self._order([self._call(picture, dimension) for dimension in picture.dimensions])

    def _call(self, picture: Asked, dimension: str) -> Callable[[], Awaitable[None]]:
        async def make() -> None:
            self._open += 1
            try:
                self._replies.append(
                    await call(
                        self._client, self._profile, picture.text, picture.image, dimension, max_tokens=REPLY_TOKENS
                    )
                )
            finally:
                self._open -= 1

        return make
