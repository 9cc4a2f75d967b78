"""Announces the judges of a node in the site's database regularly until they have ended."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Sequence

from django.db import Error as AnyDatabaseError

from leaderboard.domain.judging.announcement import EVERY_S, Announcement
from leaderboard.pipeline.judging import announcements
from workers.process.event_loop import in_thread

log = logging.getLogger(__name__)


class Announcer:
    """Repeats what ``tell`` says. While the database is away the judges stay up: nothing can be judged then anyway."""

    def __init__(self, tell: Callable[[], Sequence[Announcement]]) -> None:
        self._tell = tell
        self._token = uuid.uuid4()
        self._is_away = False
        self._writing = asyncio.Lock()

    async def keep_announcing(self) -> None:
        """Announce until the task is cancelled."""
        while True:
            await self.announce()
            await asyncio.sleep(EVERY_S)

    async def announce(self) -> None:
        """Announce once."""
        async with self._writing:
            await self._try(announcements.announce, self._tell())

    async def withdraw(self) -> None:
        """Remove the announcements: the judges have ended."""
        async with self._writing:
            await self._try(announcements.withdraw)

    async def _try(self, write: Callable[..., object], *what: object) -> None:
        try:
            await in_thread(write, self._token, *what)
        except AnyDatabaseError as error:
            if not self._is_away:
                log.warning("the judges of this node are not announced: %s", str(error).strip())
            self._is_away = True
        else:
            if self._is_away:
                log.warning("the judges of this node are announced again")
            self._is_away = False
