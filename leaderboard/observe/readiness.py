"""Whether everything that the site needs is there, found out without letting those who ask wait or cost much."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

Check = Callable[[], str]
"""Says what is missing, in words for anybody to read; "" if nothing is."""

log = logging.getLogger(__name__)


class Readiness:
    """Makes the checks at the same time, each on a thread of its own; used from the event loop's thread only.

    Args:
        checks: by name.
        within_s: seconds after which a check that has not ended counts as failed. It goes on; no second one is begun.
        kept_s: seconds for which a result answers all who ask.
    """

    def __init__(self, checks: Mapping[str, Check], *, within_s: float = 2.0, kept_s: float = 1.0) -> None:
        self._within_s, self._kept_s = within_s, kept_s
        threads = ThreadPoolExecutor(len(checks), "health")
        self._checks = {name: _Check(name, check, threads) for name, check in checks.items()}
        self._asking = asyncio.Lock()
        self._missing: dict[str, str] = {}
        self._known_at = float("-inf")

    async def missing(self) -> dict[str, str]:
        """What is missing, by check; "" for each check that passed."""
        async with self._asking:  # those who ask at the same time share the first one's result
            if time.monotonic() - self._known_at > self._kept_s:
                found = await asyncio.gather(*(check.missing(self._within_s) for check in self._checks.values()))
                self._missing = dict(zip(self._checks, found, strict=True))
                self._known_at = time.monotonic()
            return self._missing


class _Check:
    def __init__(self, name: str, check: Check, threads: ThreadPoolExecutor) -> None:
        self._name, self._check, self._threads = name, check, threads
        self._under_way: asyncio.Future[str] | None = None

    async def missing(self, within_s: float) -> str:
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.get_running_loop().run_in_executor(self._threads, self._run)
        try:
            return await asyncio.wait_for(asyncio.shield(self._under_way), within_s)
        except TimeoutError:
            return f"no answer within {within_s:g} s"

    def _run(self) -> str:
        try:
            return self._check()
        except Exception:  # a probe always gets an answer
            log.exception("the check of %s failed", self._name)
            return "the check failed; the log says why"
