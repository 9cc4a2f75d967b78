"""The judge of a local run: its connection, the check that it matches the profile, or the pixel baseline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leaderboard.domain.judging.check import CALLS, CheckItem, refusal
from leaderboard.domain.judging.profile import JudgeProfile
from workers.clients.judge.client import JudgeClient, JudgeFault
from workers.clients.judge.comparing import compare
from workers.clients.judge.gate import JudgeGate

TIMEOUT_S = 600.0
"""Seconds for one call, as on a site with its default settings."""


class JudgeUnfit(Exception):
    """The judge cannot judge these pictures: it is away, or does not match the profile. The message says why."""


class LocalJudge:
    """A judge server and its gate. ``mismatches``: what was wrong when it was last compared with the profile."""

    def __init__(self, url: str, longest_prompt: str, *, api_key: str | None, in_flight: int) -> None:
        self.client = JudgeClient(url, api_key=api_key, timeout_s=TIMEOUT_S, max_in_flight=in_flight)
        self.gate = JudgeGate(self.client.host, self.client, self._look)
        self.mismatches: list[CheckItem] = []
        self._longest_prompt = longest_prompt

    async def _look(self, gate: JudgeGate, profile: JudgeProfile) -> str:
        items = await compare(gate.judge, profile, self._longest_prompt, with_control=gate.suspicion is not None)
        self.mismatches = [item for item in items if not item.ok and item.name != CALLS]
        return refusal(profile, items)

    async def need_fit(self, profile: JudgeProfile) -> None:
        """Compare the judge with the profile by a few real calls.

        Raises:
            JudgeUnfit: naming what is wrong and what to do.
        """
        reason = await self.gate.mismatch(profile)
        if reason:
            raise JudgeUnfit("\n".join([reason, *(item.line() for item in self.mismatches)]))


@asynccontextmanager
async def connected(url: str, longest_prompt: str, *, api_key: str | None, in_flight: int) -> AsyncIterator[LocalJudge]:
    """The judge at an address, as long as the context is open."""
    judge = LocalJudge(url, longest_prompt, api_key=api_key, in_flight=in_flight)
    try:
        yield judge
    finally:
        await judge.client.close()


async def served_model(url: str, *, api_key: str | None) -> str:
    """The name of the model at an address.

    Raises:
        JudgeUnfit: when the server does not answer.
    """
    async with JudgeClient(url, api_key=api_key) as client:
        try:
            return (await client.served_model()).name
        except JudgeFault as fault:
            raise JudgeUnfit(f"the judge at {url} does not say which model it serves: {fault}") from fault
