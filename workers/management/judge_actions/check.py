"""``manage.py judge check``: compare a running judge with its profile, one line per item."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from django.core.management.base import CommandError

from leaderboard.domain.judging.check import CheckItem
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.pipeline.loading import folders
from workers.clients.judge.client import JudgeClient
from workers.clients.judge.probe import key_items, probe
from workers.judging.judges import is_local
from workers.management.judge_actions.common import client

_IN_FLIGHT = 256


def check(profile: JudgeProfile, url: str, say: Callable[[str], object]) -> None:
    """Print the result of every item.

    Raises:
        CommandError: when an item differs from the profile.
    """
    items = asyncio.run(_items(profile, url))
    for item in items:
        say(item.line())
    failed = sum(not item.ok for item in items)
    if failed:
        raise CommandError(f"{failed} of {len(items)} items differ from the profile {profile.key}")


async def _items(profile: JudgeProfile, url: str) -> list[CheckItem]:
    async with client(url, _IN_FLIGHT) as judge:
        return await check_items(profile, judge, under_load=True)


async def check_items(profile: JudgeProfile, judge: JudgeClient, *, under_load: bool) -> list[CheckItem]:
    """All items, with the longest prompt of the suites in the folders; under load also whether priorities work."""
    texts = [text for suite in folders.read_all().suites for p in suite.prompts for text in p.texts.values()]
    longest = max(texts, key=lambda text: len(text.encode()))
    items = await probe(judge, profile, longest, under_load=under_load)
    return [*items, *await key_items(judge, is_local=is_local(judge.host))]
