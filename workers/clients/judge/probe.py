"""Comparing a running judge with its profile by a few real calls."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Sequence
from functools import cache

from PIL import Image

from leaderboard.domain.judging import check
from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.check import CheckItem
from leaderboard.domain.judging.messages import Priority, chat_request_body, judge_messages
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.rescue import rescue_fields
from workers.clients.judge.client import JudgeClient, JudgeFault

_ORDINARY_CALLS = 192
"""Calls for the urgent one to overtake: three times as many as our flags let the engine run at once."""

_SHORT_REPLY = 48

WITHIN_S = 60.0
"""A call of a check overtakes the others and its reply is short, so one that takes longer will not be answered."""


async def probe(judge: JudgeClient, profile: JudgeProfile, longest_prompt: str, *, under_load: bool) -> list[CheckItem]:
    """All items of the check, in the order in which an operator would fix them.

    Args:
        longest_prompt: the longest text of any loaded suite.
        under_load: whether to make so many calls that some have to wait, and check that an urgent one overtakes them.
    """
    items = [item async for item in _items(judge, profile, longest_prompt)]
    if under_load and all(item.ok for item in items) and check.asks_for_priority(profile):
        items.append(await _priority(judge, profile))
    return items


async def key_items(judge: JudgeClient, *, is_local: bool) -> list[CheckItem]:
    """A warning if a judge that other machines reach answers without a key; nothing otherwise."""
    try:
        is_open = not is_local and await judge.takes_any_key()
    except JudgeFault:
        return []  # the other items say what is wrong with it
    return [check.NO_KEY] if is_open else []


async def engine_version(judge: JudgeClient) -> str:
    """The version of the judge's engine, "" if it does not tell."""
    try:
        return await judge.version()
    except JudgeFault:
        return ""


async def _items(judge: JudgeClient, profile: JudgeProfile, longest_prompt: str) -> AsyncIterator[CheckItem]:
    yield (parser := check.check_parser(profile))
    if not parser.ok:
        return  # this version would read the judge's replies differently
    try:
        served = await judge.served_model()
        yield check.check_model(profile, served.name)
        yield check.check_engine(profile, await judge.version())
        if served.name != profile.model_id:
            return
        longest = await _longest_call(judge, profile, longest_prompt)
        yield CheckItem("image", ok=True, found="a picture of 1024×1024 px is taken")
        yield check.check_length(profile, longest.prompt_tokens or 0, served.max_model_len)
        dimension = profile.protocol.rubric.dimensions[0]
        constrained = rescue_fields(profile, dimension) | {"thinking_token_budget": _SHORT_REPLY}
        body = _body(profile, "A red square.", dimension, **constrained)
        reply = await judge.chat(body, priority=Priority.CHECK, within_s=WITHIN_S)
        yield check.check_reasoning(reply)
        yield check.check_schema(profile, reply, dimension)
    except JudgeFault as fault:
        yield CheckItem(
            check.CALLS, ok=False, found=str(fault), advice="the rest of the check needs an answer to this call"
        )


async def _longest_call(judge: JudgeClient, profile: JudgeProfile, prompt: str) -> ChatReply:
    """The longest call that can occur, with a reply of one token."""
    checklists = profile.protocol.checklists
    dimension = max(checklists, key=lambda name: len(checklists[name]))
    body = _body(profile, prompt, dimension, max_tokens=1)
    return await judge.chat(body, priority=Priority.CHECK, within_s=WITHIN_S)


async def _priority(judge: JudgeClient, profile: JudgeProfile) -> CheckItem:
    """More ordinary calls than the engine runs at once, then an urgent one: after how many of them does it end?"""
    dimension = profile.protocol.rubric.dimensions[0]
    ended: list[bool] = []

    async def call(priority: Priority) -> None:
        body = _body(profile, "A red square.", dimension, max_tokens=_SHORT_REPLY, ignore_eos=True, priority=priority)
        try:
            await judge.chat(body, priority=priority)
        finally:
            ended.append(priority is Priority.CHECK)

    ordinary = [asyncio.create_task(call(Priority.LIVE)) for _ in range(_ORDINARY_CALLS)]
    await asyncio.sleep(1)  # all of them reach the engine before the urgent one does
    try:
        await asyncio.gather(call(Priority.CHECK), *ordinary)
    except JudgeFault as fault:
        return CheckItem("priority", ok=False, found=str(fault), advice="see the engine's log")
    return check.check_priority(ended)


def _body(profile: JudgeProfile, prompt: str, dimension: str, **fields: object) -> Sequence[bytes]:
    messages = judge_messages(profile, prompt, dimension)
    extra = {"priority": Priority.CHECK, **fields}
    return chat_request_body(profile, messages, _picture(profile.image.max_side), model=profile.model_id, extra=extra)


@cache  # encoding takes 10 ms, during which the event loop sends no other call
def _picture(side: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())
