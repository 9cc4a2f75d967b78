"""Reading a request's body from the server into a file, within limits of size and time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from leaderboard.domain.translatable import gettext_noop
from leaderboard.front.files import temporary_file
from leaderboard.front.patience import Patience
from leaderboard.front.refusals import Refused

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

_IN_MEMORY = 64 * 1024
_TOO_LONG = gettext_noop("The request's body is longer than announced, or than a body without a length may be.")
_TOO_SLOW = gettext_noop("The request's body came too slowly. Check the connection and send it again.")


class ClientGone(Exception):
    """The client closed the connection before its body was complete."""


class Body:
    """The part of a body that has arrived; small ones stay in memory, larger ones are in a temporary file.

    Args:
        receive: ASGI's.
        most: bytes; a longer body is refused.
    """

    def __init__(self, receive: Receive, patience: Patience, *, most: int) -> None:
        self._receive, self._patience, self._most = receive, patience, most
        self._begun = time.monotonic()
        self.file = temporary_file(_IN_MEMORY)
        self.size = 0
        self.is_complete = False

    async def read(self, upto: int | None = None) -> None:
        """Read to the end, or until at least ``upto`` bytes are there.

        Raises:
            Refused: when it is too long or comes too slowly.
            ClientGone
        """
        while not self.is_complete and (upto is None or self.size < upto):
            message = await self._next()
            chunk: bytes = message.get("body", b"")
            self.size += len(chunk)
            if self.size > self._most:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LONG)
            self.is_complete = not message.get("more_body", False)
            if self.size > _IN_MEMORY:
                await asyncio.to_thread(self.file.write, chunk)  # a busy disk must not hold up the event loop
            else:
                self.file.write(chunk)

    def head(self) -> bytes:
        """What has arrived so far, if it is little enough to be in memory."""
        self.file.seek(0)
        head = self.file.read(_IN_MEMORY)
        self.file.seek(0, 2)
        return head

    async def close(self) -> None:
        """Delete the temporary file, which takes a while if it is large."""
        if self.size > _IN_MEMORY:
            await asyncio.to_thread(self.file.close)
        else:
            self.file.close()

    async def _next(self) -> Message:
        wait = min(self._patience.silence_s, self._patience.due(self._begun, self.size) - time.monotonic())
        try:
            message = await asyncio.wait_for(self._receive(), max(wait, 0.0))
        except TimeoutError as error:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, _TOO_SLOW) from error
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message
