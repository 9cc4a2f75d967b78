"""Lets calls through only to a judge that is the one of their profile, and judges as it did.

A judge is compared with a profile before the first call, and again after it was away: whoever brings it back may have
brought another one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from leaderboard.domain.judging.profile import JudgeProfile
from workers.clients.judge.client import JudgeClient, JudgeFault

log = logging.getLogger(__name__)

REST_S = 5.0
LOOK_S = 120.0
"""Seconds: how long a judge is left alone after it was away, and while it is looked at."""

Look = Callable[["JudgeGate", JudgeProfile], Awaitable[str]]
"""Compares a judge with a profile; why it gets no work, "" when it is the right one."""


DRIFTED = "the judge's scores on its control pictures have moved; an operator has to look at it"


class JudgeGate:
    """One judge's client, and the profiles for which it was found to be right. ``name`` is for operators."""

    def __init__(self, name: str, judge: JudgeClient, look: Look) -> None:
        self.name = name
        self.judge = judge
        self.rests_until = 0.0
        """Until when (time.monotonic) the judge is not asked, because it was away or is nobody's."""
        self.drift = ""
        """Why it gets no work although it is the right one; set from outside, "" when there is nothing."""
        self._look = look
        self._right_for: set[str] = set()
        self._refusals: dict[str, tuple[str, float]] = {}
        self._identity: tuple[str, str] | None = None
        self._looking = asyncio.Lock()

    async def refusal(self, profile: JudgeProfile) -> str:
        """Why this judge gets no work of the profile, for authors to read; "" when it is right and judges as it did."""
        return await self.mismatch(profile) or (DRIFTED if self.drift else "")

    async def mismatch(self, profile: JudgeProfile) -> str:
        """Why this judge is not the one of the profile; "" when it is."""
        async with self._looking:  # of many pictures at once the first looks, and the others know
            if profile.sha256 in self._right_for:
                return ""
            before, until = self._refusals.get(profile.sha256, ("", 0.0))
            if before and time.monotonic() < until:
                return before
            if not self._right_for:  # no further picture comes here while it is looked at
                self.rests_until = time.monotonic() + LOOK_S
            refusal = await self._look(self, profile)
            if refusal and refusal != before:
                log.warning("no work of the profile %s for %s: %s", profile.key, self.name, refusal)
            self._note(profile, refusal)
            if not refusal:
                self._identity = await self._identify()
            return refusal

    def _note(self, profile: JudgeProfile, refusal: str) -> None:
        rested = time.monotonic() + REST_S
        if refusal:
            self._refusals[profile.sha256] = (refusal, rested)
        else:
            self._right_for.add(profile.sha256)
        # One profile's work that has no judge here does not keep away that of another one.
        self.rests_until = 0.0 if self._right_for else rested

    async def is_as_it_was(self) -> bool:
        """Whether the judge answers, with the model and engine that it had when it was compared."""
        return self._identity is not None and await self._identify() == self._identity

    async def _identify(self) -> tuple[str, str] | None:
        try:
            return (await self.judge.served_model()).name, await self.judge.version()
        except JudgeFault:
            return None

    def rest(self) -> None:
        """The judge is away, or another one: leave it alone for a while, and look again before the next call."""
        self._right_for.clear()
        self._refusals.clear()
        self.rests_until = time.monotonic() + REST_S
