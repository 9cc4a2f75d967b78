"""Lets calls through only to a judge that matches their profile and has not drifted.

A judge is compared with a profile before the first call, and again after it was away: another one may have been started
in its place.
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
"""Seconds for which a judge gets no further pictures: after it was away, and while it is being compared."""

Look = Callable[["JudgeGate", JudgeProfile], Awaitable[str]]
"""Compares a judge with a profile; returns why it gets no work, "" if it matches."""

DRIFTED = "the judge's scores on its control pictures have moved; an operator has to look at it"


class JudgeGate:
    """One judge's client, and the profiles that it matches. ``name`` is for operators."""

    def __init__(self, name: str, judge: JudgeClient, look: Look) -> None:
        self.name = name
        self.judge = judge
        self.rests_until = 0.0
        """Until when (time.monotonic) the judge is not asked, because it was away or matches no profile."""
        self.drift = ""
        """Why it gets no work although it matches its profile, "" if there is no drift; set from outside."""
        self._look = look
        self._right_for: set[str] = set()
        self._refusals: dict[str, tuple[str, float]] = {}
        self._identity: tuple[str, str] | None = None
        self._looking = asyncio.Lock()

    async def refusal(self, profile: JudgeProfile) -> str:
        """Why this judge gets no work of the profile, for authors to read; "" if it matches and has not drifted."""
        return await self.mismatch(profile) or (DRIFTED if self.drift else "")

    async def mismatch(self, profile: JudgeProfile) -> str:
        """Why this judge does not match the profile, "" if it does."""
        async with self._looking:  # the first of many pictures compares, the others wait for the result
            if profile.sha256 in self._right_for:
                return ""
            before, until = self._refusals.get(profile.sha256, ("", 0.0))
            if before and time.monotonic() < until:
                return before
            if not self._right_for:  # no further picture is sent here while it is being compared
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
        # A profile that this judge does not match must not keep other profiles' work away.
        self.rests_until = 0.0 if self._right_for else rested

    async def is_as_it_was(self) -> bool:
        """Whether the judge answers, with the same model and engine as when it was compared."""
        return self._identity is not None and await self._identify() == self._identity

    async def _identify(self) -> tuple[str, str] | None:
        try:
            return (await self.judge.served_model()).name, await self.judge.version()
        except JudgeFault:
            return None

    def rest(self) -> None:
        """The judge is away or was replaced: leave it alone for a while, and compare it again before the next call."""
        self._right_for.clear()
        self._refusals.clear()
        self.rests_until = time.monotonic() + REST_S
