"""Lets calls through only to a judge that is the one of their profile.

Model and engine version are compared before the first call of a profile, and again after the judge was away: whoever
brings it back may have brought another one. The whole comparison is ``manage.py judge check``.
"""

from __future__ import annotations

import asyncio
import logging
import time

from leaderboard.domain.judge_check import check_engine, check_model
from leaderboard.domain.judge_profile import JudgeProfile
from workers.clients.judge import JudgeClient, JudgeFault

log = logging.getLogger(__name__)

REST_S = 5.0
LOOK_S = 30.0
"""Seconds: how long a judge is left alone after it was away, and while it is looked at (two calls of up to 10 s)."""


class JudgeGate:
    """One judge's client, and the profiles for which it was found to be right."""

    def __init__(self, judge: JudgeClient) -> None:
        self.judge = judge
        self.rests_until = 0.0
        """Until when (time.monotonic) the judge is not asked, because it was away or is another one."""
        self._right_for: set[str] = set()
        self._last_refusal = ""
        self._looking = asyncio.Lock()

    async def refusal(self, profile: JudgeProfile) -> str:
        """Why this judge gets no work of the profile; "" when it is the right one."""
        async with self._looking:  # of many pictures at once the first looks, and the others know
            if profile.sha256 in self._right_for:
                return ""
            if self._last_refusal and time.monotonic() < self.rests_until:
                return self._last_refusal
            self.rests_until = time.monotonic() + LOOK_S  # no further picture comes here while it is looked at
            self._last_refusal = await self._compare(profile)
            if self._last_refusal:
                self.rest()
            else:
                self.rests_until = 0.0
                self._right_for.add(profile.sha256)
            return self._last_refusal

    def rest(self) -> None:
        """The judge is away, or another one: leave it alone for a while, and look again before the next call."""
        self._right_for.clear()
        self.rests_until = time.monotonic() + REST_S

    async def _compare(self, profile: JudgeProfile) -> str:
        try:
            served, version = await self.judge.served_model(), await self.judge.version()
        except JudgeFault as fault:
            return str(fault)
        wrong = [item for item in (check_model(profile, served.name), check_engine(profile, version)) if not item.ok]
        if not wrong:
            return ""
        told = "; ".join(f"{item.name} {item.found}" for item in wrong)
        log.warning("no work for the judge, it is not the one of the profile %s: %s", profile.key, told)
        return f"the judge is not the one of the profile {profile.key} ({told}); an operator has to put that right"
