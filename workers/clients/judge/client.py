"""The client of the judge: a vLLM server's chat completions, many calls at a time.

The address is the operator's own, so only the size of a reply is guarded here. This is the hot path (hundreds of calls
per second with up to 2 MB each): bodies arrive ready to send and are not copied.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar, cast

import aiohttp
from yarl import URL

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.messages import Priority
from leaderboard.telemetry import spans
from workers.clients.common.bodies import BodyTooLarge, JsonBody, read_capped
from workers.clients.common.retry_after import retry_after_s
from workers.clients.judge.faults import (
    JudgeCallGivenUp,
    JudgeFault,
    JudgeRefused,
    JudgeTimedOut,
    JudgeUnavailable,
    status_fault,
)
from workers.clients.judge.http_replies import ServedModel, UnreadableReply, read_chat, read_served_model, read_version
from workers.clients.judge.in_flight import CallsInFlight, SentCall

Value = TypeVar("Value")

__all__ = ["JudgeCallGivenUp", "JudgeClient", "JudgeFault", "JudgeRefused", "JudgeUnavailable"]

_MAX_REPLY_BYTES = 4 * 2**20  # 4,096 tokens are far below 100 kB
_CONNECT_S = 10.0
_CHECK = aiohttp.ClientTimeout(total=10.0)  # a busy engine still answers /health and /v1/models at once
_KEY_REFUSED = {401, 403}
# Below the 5 s after which vLLM's server closes an idle connection: a POST on a closing one is lost.
_KEEP_ALIVE_S = 4.0


class JudgeClient:
    """Calls one judge, over one pool of connections, with at most ``max_in_flight`` chat calls at a time.

    ``base_url`` may end in ``/v1`` or not. ``timeout_s`` is for one chat call once it has a slot. Checks (see
    ``Priority``) need no slot: whether the judge still answers must come out while it answers none of the others.
    """

    def __init__(
        self, base_url: str, *, api_key: str | None = None, timeout_s: float = 600, max_in_flight: int = 64
    ) -> None:
        root = base_url.rstrip("/").removesuffix("/v1")
        self.host = URL(root).host or ""
        self._chat_url = URL(f"{root}/v1/chat/completions")
        self._models_url = URL(f"{root}/v1/models")
        self._health_url = URL(f"{root}/health")
        self._version_url = URL(f"{root}/version")
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._timeout = self._timeout_of(timeout_s)
        self._in_flight = CallsInFlight(max_in_flight)
        self._session: aiohttp.ClientSession | None = None
        self._chats: set[asyncio.Task[tuple[bytes, float]]] = set()
        self._waiting: set[asyncio.Task[tuple[bytes, float]]] = set()
        self._passed_on: dict[asyncio.Task[tuple[bytes, float]], str] = {}
        """Why calls that were never sent are given up."""
        self._ended = ""
        self._held_back = ""

    async def chat(
        self, body: Sequence[bytes], *, priority: Priority = Priority.LIVE, within_s: float | None = None
    ) -> ChatReply:
        """Posts ``body``, the parts of a complete chat request in JSON of this priority, and reads the reply.

        ``latency_s`` of the result is the time from sending to the reply's last byte. A call that times out or
        is cancelled closes its connection, and vLLM then drops the request. ``within_s`` shortens the time limit.
        Raises JudgeUnavailable or JudgeRefused.
        """
        if self._ended or self._held_back:
            raise JudgeCallGivenUp(self._ended or self._held_back, is_passed_on=not self._ended)
        timeout = self._timeout if within_s is None else self._timeout_of(min(within_s, self._timeout_s))
        task = asyncio.create_task(self._timed_chat(body, priority, timeout))
        self._chats.add(task)
        self._waiting.add(task)
        try:
            raw, latency_s = await task
        except asyncio.CancelledError:
            if _is_cancelled():
                raise  # the caller, and with it this call
            passed_on = self._passed_on.get(task, "")
            reason = self._ended or passed_on or "the judge has stopped answering"
            raise JudgeCallGivenUp(reason, is_passed_on=bool(passed_on)) from None
        finally:
            self._passed_on.pop(task, None)
            self._chats.discard(task)
            self._waiting.discard(task)
        try:
            return read_chat(raw, latency_s)
        except UnreadableReply as error:
            raise JudgeUnavailable(f"unreadable reply from the judge: {error}", status=200, took_call=True) from None

    def break_off(self) -> None:
        """Abort all chat calls in progress: each fails with JudgeCallGivenUp, which counts as nobody's fault."""
        for task in self._chats:
            task.cancel()

    def end(self, reason: str) -> None:
        """Abort all present and future chat calls, with this reason."""
        self._ended = reason
        self.break_off()

    def hold_back(self, reason: str) -> None:
        """Send no further chat calls: those that wait for a slot are aborted, those in progress continue."""
        self._held_back = reason
        self.give_up_waiting(reason)

    def give_up_waiting(self, reason: str) -> None:
        """Abort the chat calls that wait for a slot: another judge takes them at once."""
        self._passed_on |= dict.fromkeys(self._waiting, reason)
        for task in self._waiting:
            task.cancel()

    def go_on(self) -> None:
        """Send chat calls again."""
        self._held_back = ""

    @property
    def calls_in_flight(self) -> int:
        """How many chat calls are open; any thread may ask."""
        return self._in_flight.count

    @property
    def silent_s(self) -> float:
        """For how many seconds chat calls have been open while none was answered; 0 if none is open."""
        return self._in_flight.silent_s

    async def _timed_chat(
        self, body: Sequence[bytes], priority: Priority, timeout: aiohttp.ClientTimeout
    ) -> tuple[bytes, float]:
        """The reply, and the seconds from sending to its last byte. Raises JudgeUnavailable or JudgeRefused."""
        async with self._in_flight.slot(priority) as call:
            self._waiting.discard(cast(asyncio.Task[tuple[bytes, float]], asyncio.current_task()))
            started = time.perf_counter()
            with spans.span("judge call", "client", server__address=self.host):
                raw = await self._post_chat(body, call, timeout)
            return raw, time.perf_counter() - started

    @staticmethod
    def _timeout_of(seconds: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=seconds, sock_connect=_CONNECT_S)

    async def _post_chat(self, body: Sequence[bytes], call: SentCall, timeout: aiohttp.ClientTimeout) -> bytes:
        """Sends one chat call. Raises JudgeUnavailable or JudgeRefused."""
        try:
            raw = await self._call("POST", self._chat_url, timeout, body, spans.headers())
        except JudgeTimedOut:
            # A call that was begun in the first half had the other half for its reply; any other waited in the queue.
            # A check overtakes them all.
            if call.priority is Priority.CHECK or call.begun_within(self._timeout_s / 2):
                raise
            raise JudgeUnavailable("the judge was busy with other calls until this one's time was over") from None
        self._in_flight.answered(call)
        return raw

    async def served_model(self) -> ServedModel:
        """The model that the judge serves. Raises JudgeUnavailable or JudgeRefused."""
        return await self._look_up(self._models_url, read_served_model)

    async def version(self) -> str:
        """The version of the judge's engine. Raises JudgeUnavailable or JudgeRefused."""
        return await self._look_up(self._version_url, read_version)

    async def takes_any_key(self) -> bool:
        """Whether the judge answers whoever reaches it. Raises JudgeUnavailable or JudgeRefused, but not for 401."""
        try:
            await self._call("GET", self._models_url, _CHECK, headers={"Authorization": "Bearer none"})
        except JudgeFault as fault:
            if fault.status in _KEY_REFUSED:
                return False
            raise
        return True

    async def _look_up(self, url: URL, read: Callable[[bytes], Value]) -> Value:
        raw = await self._call("GET", url, _CHECK)
        try:
            return read(raw)
        except UnreadableReply as error:
            raise JudgeUnavailable(f"unreadable reply from the judge at {url.path}: {error}", status=200) from None

    async def healthy(self) -> bool:
        """Whether the judge answers its health check with 200 within 10 s."""
        try:
            await self._call("GET", self._health_url, _CHECK)
        except JudgeFault:
            return False
        return True

    async def close(self) -> None:
        """Closes all connections; calls in flight fail."""
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _call(
        self,
        method: str,
        url: URL,
        timeout: aiohttp.ClientTimeout,
        body: Sequence[bytes] = (),
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """The body of a 200. Raises JudgeUnavailable or JudgeRefused."""
        try:
            data = JsonBody(*body) if body else None
            async with self._open().request(
                method, url, data=data, timeout=timeout, allow_redirects=False, headers=headers
            ) as response:
                raw = await read_capped(response, _MAX_REPLY_BYTES)
                if response.status == 200:
                    return raw
                wait = retry_after_s(response.headers.get("Retry-After"), date=response.headers.get("Date"))
                fault = status_fault(response.status, raw, secret=self._api_key, retry_after_s=wait)
        except BodyTooLarge:
            fault = JudgeUnavailable(
                f"the judge's reply is larger than {_MAX_REPLY_BYTES} bytes and was cut", took_call=True
            )
        except aiohttp.ConnectionTimeoutError:
            fault = JudgeUnavailable("no connection to the judge in time")
        except TimeoutError:
            fault = JudgeTimedOut("no reply from the judge in time", took_call=True)
        except aiohttp.ClientError as error:
            # Authors read this while their runs wait, so it names neither the judge's address nor its credentials.
            fault = JudgeUnavailable(f"no reply from the judge ({type(error).__name__})")
        # Outside the except blocks: aiohttp's errors hold the request's headers, and with them the key.
        raise fault

    def _open(self) -> aiohttp.ClientSession:
        # Not in __init__: a session belongs to the event loop that is running when it is made.
        if self._session is None:
            headers = {"User-Agent": "salon"}
            if self._api_key:
                headers["Authorization"] = f"Bearer {self._api_key}"
            self._session = aiohttp.ClientSession(
                # Only chat calls are limited, by CallsInFlight: a health check must not wait behind them.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=headers,
                trust_env=False,
            )
        return self._session


def _is_cancelled() -> bool:
    """Whether the running task is being cancelled, and not only one that it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
