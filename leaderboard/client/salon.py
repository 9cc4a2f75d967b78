"""The clients: ``Salon`` waits for each call, ``AsyncSalon`` is the same for asyncio. Calls are in ``calls``.

from leaderboard.client import Salon, calls

with Salon("https://salon.example.org", token) as salon:
    for prompt in salon.items(calls.list_prompts("core/1")):
        print(prompt.texts["en"])
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import httpx

from leaderboard.client.calls import Call
from leaderboard.client.errors import Unreachable
from leaderboard.client.models import Page
from leaderboard.client.requests import (
    PREFIX,
    TIMEOUT,
    content,
    headers,
    no_reply,
    part_file,
    problem_of,
    result,
    same_site,
)
from leaderboard.client.retries import Outcome, Patience

Reply = TypeVar("Reply")
Item = TypeVar("Item")


class Salon:
    """A site and the token to use there. Reading public data needs no token.

    Every method raises a ``SalonError`` if it fails. ``transport``: for tests, as httpx has it.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT, transport=transport)
        self._token = token
        self._patience = patience or Patience()

    def __enter__(self) -> Salon:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def address(self, path: str) -> str:
        """The whole address of a page of the site."""
        return str(self._http.base_url.join(path))

    def call(self, call: Call[Reply]) -> Reply:
        """Carry out a call; failures that may pass are repeated, with the pauses that the site asks for."""
        for attempt in count(1):
            outcome = self._try(call)
            wait_s = self._patience.wait_s(attempt, outcome, repeatable=call.repeatable)
            if wait_s is None:
                return result(call, outcome)
            time.sleep(wait_s)
        raise AssertionError  # count() does not end

    def items(self, call: Call[Page[Item]]) -> Iterator[Item]:
        """All items of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.call(replace(call, query={**call.query, "cursor": cursor}))
            yield from page.items
            cursor = page.next

    def download(
        self, address: str, to: Path, received: Callable[[int, int | None], None] = lambda n, of: None
    ) -> None:
        """Store a file of the site under ``to``, when it is complete.

        Args:
            address: a path on the site, or a whole address from one of its replies.
            received: gets the bytes so far, and how many there are if the site says so.
        """
        url = self._http.base_url.join(address)
        token = self._token if same_site(self._http.base_url, url) else ""
        try:
            with self._http.stream("GET", url, headers=headers(token), follow_redirects=True) as reply:
                if reply.is_error:
                    reply.read()
                    raise problem_of(reply)
                _store(reply, to, received)
        except httpx.TransportError as error:
            raise no_reply(error, repeatable=True) from error
        except httpx.TooManyRedirects as error:
            raise Unreachable(f"{url} redirects without end") from error

    def _try(self, call: Call[Reply]) -> Outcome:
        try:
            with content(call) as arguments:
                identity = headers(self._token, call.key)
                return self._http.request(call.method, PREFIX + call.path, headers=identity, **arguments)
        except httpx.TransportError as error:
            return error


class AsyncSalon:
    """As ``Salon``, for asyncio."""

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        patience: Patience | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=TIMEOUT, transport=transport)
        self._token = token
        self._patience = patience or Patience()

    async def __aenter__(self) -> AsyncSalon:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def call(self, call: Call[Reply]) -> Reply:
        """Carry out a call, as ``Salon.call`` does."""
        for attempt in count(1):
            outcome = await self._try(call)
            wait_s = self._patience.wait_s(attempt, outcome, repeatable=call.repeatable)
            if wait_s is None:
                return result(call, outcome)
            await asyncio.sleep(wait_s)
        raise AssertionError  # count() does not end

    async def items(self, call: Call[Page[Item]]) -> AsyncIterator[Item]:
        """All items of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            page = await self.call(replace(call, query={**call.query, "cursor": cursor}))
            for item in page.items:
                yield item
            cursor = page.next

    async def _try(self, call: Call[Reply]) -> Outcome:
        try:
            with content(call) as arguments:
                identity = headers(self._token, call.key)
                return await self._http.request(call.method, PREFIX + call.path, headers=identity, **arguments)
        except httpx.TransportError as error:
            return error


def _store(reply: httpx.Response, to: Path, received: Callable[[int, int | None], None]) -> None:
    length = reply.headers.get("Content-Length")
    total = int(length) if length and "Content-Encoding" not in reply.headers else None
    part = part_file(to)
    try:
        with part.open("wb") as file:
            for data in reply.iter_bytes():
                file.write(data)
                received(file.tell(), total)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
