"""One engine of a node: started, waited for, compared with the profile, and started again when it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from leaderboard.domain.judging.announcement import JudgeState
from leaderboard.domain.retry import RetryPolicy
from leaderboard.embedded.processes import port_is_open
from workers.clients.judge.client import JudgeClient
from workers.judge_node.command import ending_with_us
from workers.judge_node.gpus import Replica

log = logging.getLogger(__name__)

_UP_WITHIN_S = 1800.0  # loading 55 GB of weights takes minutes
_LOOK_EVERY_S = 2.0
_SILENT_S = 120.0
_STEADY_S = 600.0
"""An engine that served for this long before it ended does not count as failing repeatedly."""

PAUSES = RetryPolicy(max_attempts=1, base_s=5.0, cap_s=300.0)
"""The pause before an engine is started again: up to 5 s, 10 s … 5 minutes, and at least half of that."""

Check = Callable[[JudgeClient, bool], Awaitable[str]]
"""Compares the engine with the profile, under load if it is the first time; returns how it differs, "" if it does not.
"""


class EngineFailed(Exception):
    """An engine did not get ready the first time, so starting it again would not help; the message says why."""


class Engine:
    """One engine and what is known about it.

    Args:
        command: as it is started, without what ends it with this process.
        client: makes a client for it; a new one for each start.
        check: see ``Check``.
    """

    def __init__(
        self,
        replica: Replica,
        command: Sequence[str],
        environment: Mapping[str, str],
        client: Callable[[], JudgeClient],
        check: Check,
    ) -> None:
        self.replica = replica
        self.state = JudgeState.STARTING
        self.cause = ""
        """Why it was last restarted."""
        self.version = ""
        self.is_ending = False
        """It is being stopped, so its end is not a fault."""
        self._command = command
        self._environment = environment
        self._client = client
        self._check = check
        self._process: asyncio.subprocess.Process | None = None
        self._has_served = False

    async def keep_running(self) -> None:
        """Run it until the task is cancelled.

        Raises:
            EngineFailed: when it does not get ready the first time.
        """
        failures = 0
        while True:
            began = time.monotonic()
            try:
                cause = await self._run_once()
            finally:
                if not self.is_ending:
                    await self.end(within_s=0)
            if self.is_ending:
                return
            if not self._has_served:
                raise EngineFailed(f"{self.replica.name}: {cause}")
            failures = 1 if time.monotonic() - began > _STEADY_S else failures + 1
            pause_s = PAUSES.delay_s(failures, jitter=random.uniform(0.5, 0.999))  # noqa: S311  # spreads load only
            self.state, self.cause = JudgeState.RESTARTING, cause
            log.error("%s: %s; it is started again in %.0f s", self.replica.name, cause, pause_s)
            await asyncio.sleep(pause_s)

    async def _run_once(self) -> str:
        """Start it and wait until it has ended or must be stopped; returns why, in words."""
        if port_is_open(self.replica.port):  # its own answer could not be told from the other one's
            return f"port {self.replica.port} is used by another program; end that, or choose another --port"
        self._process = await asyncio.create_subprocess_exec(
            *ending_with_us(self._command), env=self._environment, start_new_session=True
        )
        async with self._client() as judge:
            cause = await self._get_ready(judge)
            return cause or await self._stay(judge)

    async def _get_ready(self, judge: JudgeClient) -> str:
        """Wait until it answers, and compare it; returns why it gets no work, "" if it is ready."""
        deadline = time.monotonic() + _UP_WITHIN_S
        while not await judge.healthy():
            if ended := self._how_it_ended():
                return f"it {ended} before it was up; see its output above"
            if time.monotonic() > deadline:
                return f"it was not up within {_UP_WITHIN_S / 60:.0f} minutes"
            await asyncio.sleep(_LOOK_EVERY_S)  # it does not announce that it is ready, so it is polled
        differs = await self._check(judge, not self._has_served)
        if differs:
            return differs
        self.version = await judge.version()
        self.state, self._has_served = JudgeState.SERVING, True
        return ""

    async def _stay(self, judge: JudgeClient) -> str:
        healthy_at = time.monotonic()
        while True:
            if ended := self._how_it_ended():
                return f"it {ended}"
            if await judge.healthy():
                healthy_at = time.monotonic()
            elif time.monotonic() - healthy_at > _SILENT_S:
                return f"it has not answered its health check for {_SILENT_S:.0f} s"
            await asyncio.sleep(_LOOK_EVERY_S)

    def _how_it_ended(self) -> str:
        code = self._process.returncode if self._process else None
        if code is None:
            return ""
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}" + (
                ", as the kernel does when memory runs out" if -code == signal.SIGKILL else ""
            )
        return f"ended with code {code}"

    async def end(self, *, within_s: float) -> None:
        """End it and its processes; calls in flight get ``within_s`` seconds (0: none, it is killed)."""
        process = self._process
        if process is None:
            return
        if within_s > 0 and process.returncode is None:
            self._signal(signal.SIGTERM, to_group=False)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), within_s)
        self._signal(signal.SIGKILL, to_group=True)  # what is left of it, also if it has ended by itself
        await process.wait()
        self._process = None

    def _signal(self, which: signal.Signals, *, to_group: bool) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            if to_group:
                os.killpg(self._process.pid, which)
            else:
                os.kill(self._process.pid, which)
