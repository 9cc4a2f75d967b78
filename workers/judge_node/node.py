"""All engines of a node: run until one cannot be started or the process is stopped, then drained and ended."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from leaderboard.domain.judging.announcement import SEEN_BY_ALL_S, Announcement, JudgeState
from workers.judge_node.announcing import Announcer
from workers.judge_node.engine import Engine

log = logging.getLogger(__name__)

_BEYOND_DRAINING_S = 30.0
"""An engine that has answered its last call has to release its GPU."""


class Node:
    """The engines, and the announcement of each.

    Args:
        announcements: what the engines say of themselves, given the state of each; None to announce nothing.
        drain_s: seconds that calls in flight may take at the end.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        announcements: Callable[[Engine], Announcement] | None,
        *,
        drain_s: float,
    ) -> None:
        self._engines = engines
        self._drain_s = drain_s
        self._announcer = Announcer(lambda: [announcements(engine) for engine in engines]) if announcements else None

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT. A second signal ends everything at once.

        Raises:
            EngineFailed: when an engine does not get ready the first time; then all are ended.
        """
        told, again = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        for which in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(which, _tell, told, again)
        running = [asyncio.create_task(engine.keep_running()) for engine in self._engines]
        announcing = asyncio.create_task(self._announcer.keep_announcing()) if self._announcer else None
        try:
            await _first_of(asyncio.create_task(told.wait()), *running)
            await _first_of(asyncio.create_task(self._drain()), asyncio.create_task(again.wait()))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await asyncio.gather(*(engine.end(within_s=0) for engine in self._engines))
            if self._announcer and announcing:
                announcing.cancel()
                await asyncio.gather(announcing, return_exceptions=True)
                await self._announcer.withdraw()

    async def _drain(self) -> None:
        """Let workers know, then let each engine answer the calls that it has."""
        for engine in self._engines:
            engine.is_ending = True
        if self._announcer and any(engine.state is JudgeState.SERVING for engine in self._engines):
            for engine in self._engines:
                engine.state = JudgeState.DRAINING
            await self._announcer.announce()
            log.info("told the workers that this node drains; calls in flight may take %.0f s", self._drain_s)
            await asyncio.sleep(SEEN_BY_ALL_S)
        await asyncio.gather(*(engine.end(within_s=self._drain_s + _BEYOND_DRAINING_S) for engine in self._engines))


def _tell(first: asyncio.Event, second: asyncio.Event) -> None:
    (second if first.is_set() else first).set()


async def _first_of(*tasks: asyncio.Task[object]) -> None:
    """Wait for the first task to end, and raise what it raised; the helpers among the others are cancelled."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        with suppress(asyncio.CancelledError):
            task.result()
