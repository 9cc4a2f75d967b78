"""Lets calls through only to a judge that matches their profile, answers, and has neither drifted nor collapsed.

A judge is tried out before the first call, and again after it was away, failed or gave suspicious replies: it is
compared with the profile by a few real calls. Another one may have replaced it.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable

from leaderboard.domain.judging.breaker import Breaker, BreakerState
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.reply_window import ReplyWindow, Suspicion
from workers.clients.judge.client import JudgeClient, JudgeFault

log = logging.getLogger(__name__)

REST_S = 5.0
"""Seconds for which a judge that serves another profile is not compared with this one again."""

Look = Callable[["JudgeGate", JudgeProfile], Awaitable[str]]
"""Compares a judge with a profile; returns why it receives no work, "" if it matches."""

DRIFTED = "the judge's scores on its control pictures have moved; an operator must check it"


class JudgeGate:
    """One judge's client, and the profiles that it matches.

    Args:
        name: for operators.
        is_watching: whether its replies are watched for a collapse.
        profile_sha256: the profile for which it was announced, "" if that is not known.
    """

    def __init__(
        self, name: str, judge: JudgeClient, look: Look, *, is_watching: bool = True, profile_sha256: str = ""
    ) -> None:
        self.name = name
        self.judge = judge
        self.profile_sha256 = profile_sha256
        self.is_leaving = False
        """It gets no new calls: it is about to end, or has not announced itself recently."""
        self.breaker = Breaker()
        self.replies = ReplyWindow(is_watching=is_watching)
        self.drift = ""
        """Why it receives no work although it matches its profile, "" if there is no drift; set from outside."""
        self.has_room = bool(profile_sha256)
        """It has just joined or returned, so it gets a share of the calls that wait at other judges."""
        self.is_closed = False
        """It has left permanently."""
        self.suspicion: Suspicion | None = None
        """The suspicion about its replies; the next check tries it with control pictures."""
        self.proves_itself = False
        """A check is in progress only because calls of a working judge failed, or because it is suspected."""
        self._look = look
        self._right_for: set[str] = set()
        self._refusals: dict[str, tuple[str, float]] = {}
        self._identity: tuple[str, str] | None = None
        self._looking = asyncio.Lock()

    @property
    def engine_version(self) -> str | None:
        """The version of its engine when it was last compared; None before."""
        return self._identity[1] if self._identity else None

    def leave(self, reason: str) -> None:
        """Give it no new calls; those in flight go on."""
        self.is_leaving = True
        self.judge.hold_back(reason)

    def come_back(self) -> None:
        """Give it calls again."""
        self.is_leaving = False
        self.has_room = True
        self.judge.go_on()

    @property
    def rests_until(self) -> float:
        """Until when (time.monotonic) the judge gets no calls; 0 while it is at work."""
        return self.breaker.rests_until

    async def refusal(self, profile: JudgeProfile) -> str:
        """Why this judge receives no work of the profile, in words for authors; "" if it does."""
        return await self.mismatch(profile) or (DRIFTED if self.drift else "")

    async def mismatch(self, profile: JudgeProfile) -> str:
        """Why this judge does not match the profile, "" if it does."""
        async with self._looking:  # the first of many pictures compares, the others wait for the result
            if profile.sha256 in self._right_for:
                return ""
            before, until = self._refusals.get(profile.sha256, ("", 0.0))
            if before and time.monotonic() < until:
                return before
            return await self._compare(profile, before)

    async def is_to_blame(self, profile: JudgeProfile, since: float) -> bool:
        """Whether the judge is to blame for a call of a picture that was sent then and failed, and not the picture.

        It is, unless it answered others meanwhile or passes a trial now.
        """
        if self.breaker.works_since(since):
            return False
        async with self._looking:
            if self.breaker.works_since(since):
                return False  # another picture's call failed too, and the judge has passed the trial for it
            if self.breaker.state is BreakerState.CLOSED:
                await self._prove(profile)
            return self.breaker.state is not BreakerState.CLOSED

    async def examine(self, profile: JudgeProfile) -> str:
        """Test a judge whose replies look suspicious; returns why it receives no work, "" if it works."""
        async with self._looking:
            suspicion = self.replies.suspicion(time.monotonic())
            if suspicion is None:
                return ""  # it was tried out for another picture's reply
            if self.suspicion is None:
                self.suspicion = suspicion
                log.warning("%s is tried out with control pictures: %s", self.name, suspicion.words)
                await self._prove(profile)
            return self._refusals.get(profile.sha256, ("", 0.0))[0]

    async def suspect(self, profile: JudgeProfile, words: str) -> None:
        """Another worker found that the judge has collapsed: it must pass a test."""
        async with self._looking:
            if self.suspicion is None:
                self.suspicion = Suspicion(words, time.monotonic())
                await self._prove(profile)

    async def _prove(self, profile: JudgeProfile) -> str:
        self._right_for.clear()
        self.proves_itself = True
        try:
            return await self._compare(profile, "")
        finally:
            self.proves_itself = False

    async def _compare(self, profile: JudgeProfile, before: str) -> str:
        if not self._right_for:  # no further picture is sent here while it is being compared
            self.breaker.try_out(time.monotonic())
        refusal = await self._look(self, profile)
        if refusal and refusal != before:
            log.warning("no work of the profile %s for %s: %s", profile.key, self.name, refusal)
        self._note(profile, refusal)
        if not refusal:
            self._identity = await self._identify()
        return refusal

    def _note(self, profile: JudgeProfile, refusal: str) -> None:
        now = time.monotonic()
        if not refusal:
            self._right_for.add(profile.sha256)
            self._refusals.pop(profile.sha256, None)
            self.breaker.close(now)
            self._clear_suspicion(now)
        elif self._right_for:  # a profile that this judge does not match must not keep other profiles' work away
            self._refusals[profile.sha256] = (refusal, now + REST_S)
        else:
            self._pause()
            self._refusals[profile.sha256] = (refusal, self.rests_until)

    def _clear_suspicion(self, now: float) -> None:
        if self.suspicion is None:
            return
        if self.proves_itself:
            self.replies.acquit(now)
        else:
            self.replies.forget()
        self.suspicion = None

    def _pause(self) -> None:
        self.breaker.open(time.monotonic(), jitter=random.uniform(0.5, 0.999))  # noqa: S311  # spreads load only

    async def is_as_it_was(self) -> bool:
        """Whether the judge answers, with the same model and engine as when it was compared."""
        return self._identity is not None and await self._identify() == self._identity

    async def _identify(self) -> tuple[str, str] | None:
        try:
            return (await self.judge.served_model()).name, await self.judge.version()
        except JudgeFault:
            return None

    def rest(self) -> None:
        """The judge is away or was replaced: send it nothing for a while, and compare it again before the next call."""
        self._right_for.clear()
        self._refusals.clear()
        if self.breaker.state is not BreakerState.OPEN:  # the calls of many pictures fail together
            self._pause()
