"""Lets calls through only to a judge that is the one of their profile, and judges as it did.

A judge is compared with a profile before the first call, and again after it was away: whoever brings it back may have
brought another one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from leaderboard.domain.judge_profile import JudgeProfile
from workers.clients.judge import JudgeClient

log = logging.getLogger(__name__)

REST_S = 5.0
LOOK_S = 120.0
"""Seconds: how long a judge is left alone after it was away, and while it is looked at."""

Look = Callable[["JudgeGate", JudgeProfile], Awaitable[str]]
"""Compares a judge with a profile; why it gets no work, "" when it is the right one."""


class JudgeGate:
    """One judge's client, and the profiles for which it was found to be right. ``name`` is for operators."""

    def __init__(self, name: str, judge: JudgeClient, look: Look) -> None:
        self.name = name
        self.judge = judge
        self.rests_until = 0.0
        """Until when (time.monotonic) the judge is not asked, because it was away or is another one."""
        self.drift = ""
        """Why it gets no work although it is the right one; set from outside, "" when there is nothing."""
        self._look = look
        self._right_for: set[str] = set()
        self._last_refusal = ""
        self._looking = asyncio.Lock()

    async def refusal(self, profile: JudgeProfile) -> str:
        """Why this judge gets no work of the profile; "" when it is the right one and judges as it did."""
        return await self.mismatch(profile) or self.drift

    async def mismatch(self, profile: JudgeProfile) -> str:
        """Why this judge is not the one of the profile; "" when it is."""
        async with self._looking:  # of many pictures at once the first looks, and the others know
            if profile.sha256 in self._right_for:
                return ""
            if self._last_refusal and time.monotonic() < self.rests_until:
                return self._last_refusal
            self.rests_until = time.monotonic() + LOOK_S  # no further picture comes here while it is looked at
            refusal = await self._look(self, profile)
            if refusal and refusal != self._last_refusal:
                log.warning("no work of the profile %s for %s: %s", profile.key, self.name, refusal)
            self._last_refusal = refusal
            if refusal:
                self.rest()
            else:
                self.rests_until = 0.0
                self._right_for.add(profile.sha256)
            return refusal

    def rest(self) -> None:
        """The judge is away, or another one: leave it alone for a while, and look again before the next call."""
        self._right_for.clear()
        self.rests_until = time.monotonic() + REST_S
