"""``manage.py judge announce``: announce engines that something else starts, such as vLLM's own image."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from django.core.management.base import CommandError

from leaderboard.domain.judging.announcement import EVERY_S, SEEN_BY_ALL_S, Announcement, JudgeState
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.pipeline.judging import announcements
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.probe import engine_version
from workers.judge_node.announcing import Announcer
from workers.judge_node.command import slots
from workers.management.judge_actions.common import client
from workers.management.judge_actions.serve import check_announce


def announce(profile: JudgeProfile, addresses: Sequence[str], say: Callable[[str], object]) -> None:
    """Announce each engine while it answers its health check, until this process is stopped.

    Then the engines are announced as draining for a few seconds, so that they can be stopped afterwards.

    Raises:
        CommandError: when an address is not a URL of a server.
    """
    for address in addresses:
        check_announce(address)
    asyncio.run(_announce(profile, [address.rstrip("/") for address in addresses], say))


def forget(addresses: Sequence[str], say: Callable[[str], object]) -> None:
    """Remove judges that have fallen silent from the list, for nodes that do not come back.

    Raises:
        CommandError: when one is not on the list, or still announces itself.
    """
    forgotten = announcements.forget(addresses)
    for address in addresses:
        if address not in forgotten:
            raise CommandError(f"{address} is not on the list, or still announces itself: stop judge serve on its node")
        say(f"{address} is forgotten")


async def _announce(profile: JudgeProfile, addresses: Sequence[str], say: Callable[[str], object]) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for which in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(which, told.set)
    engines = [_Announced(_first_announcement(profile, address), client(address, 1), say) for address in addresses]
    announcer = Announcer(lambda: [engine.announcement for engine in engines])
    try:
        while not told.is_set():
            await asyncio.gather(*(engine.look() for engine in engines))
            await announcer.announce()
            await _wait_for(told, EVERY_S)
        for engine in engines:
            engine.drain()
        await announcer.announce()
        say("the workers send no further calls; the engines can be stopped when they have answered those in flight")
        await asyncio.sleep(SEEN_BY_ALL_S)
    finally:
        await announcer.withdraw()
        await asyncio.gather(*(engine.judge.close() for engine in engines))


def _first_announcement(profile: JudgeProfile, address: str) -> Announcement:
    return Announcement(
        address=address,
        profile=f"{profile.key} v{profile.version}",
        profile_sha256=profile.sha256,
        node=socket.gethostname(),
        slots=slots(profile),
        engine_version="",
        state=JudgeState.STARTING,
    )


class _Announced:
    """One engine and what is announced of it."""

    def __init__(self, announcement: Announcement, judge: JudgeClient, say: Callable[[str], object]) -> None:
        self.announcement = announcement
        self.judge = judge
        self._say = say

    async def look(self) -> None:
        """Find out whether the engine answers, and which version it is."""
        before = self.announcement.state
        if await self.judge.healthy():
            version = await engine_version(self.judge)
            self.announcement = replace(self.announcement, state=JudgeState.SERVING, engine_version=version)
        elif before is JudgeState.SERVING:
            self.announcement = replace(
                self.announcement, state=JudgeState.RESTARTING, cause="it does not answer its health check"
            )
        if self.announcement.state is not before:
            self._say(f"{self.announcement.address}: {self.announcement.state}")

    def drain(self) -> None:
        """It gets no further calls."""
        self.announcement = replace(self.announcement, state=JudgeState.DRAINING)


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
