"""Comparing a judge with a profile before it gets work: by control pictures if it is suspected, and by a few calls."""

from __future__ import annotations

from leaderboard.domain.judging.check import CheckItem
from leaderboard.domain.judging.profile import JudgeProfile
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.control import check_replies
from workers.clients.judge.probe import probe


async def compare(
    judge: JudgeClient, profile: JudgeProfile, longest_prompt: str, *, with_control: bool
) -> list[CheckItem]:
    """All items of the check. Not under load: the judge may be answering other calls, which 200 more would delay.

    Args:
        longest_prompt: the longest text that it will be asked about.
        with_control: whether it is suspected of having collapsed, and is tried with control pictures first.
    """
    items = [await check_replies(judge, profile)] if with_control else []
    if all(item.ok for item in items):
        items += await probe(judge, profile, longest_prompt, under_load=False)
    return items
