"""Tests a judge with control pictures: whether it still distinguishes pictures, and answers in the right form.

The prompt asks for a red square. One picture shows it, the other one shows something else, so a judge in good health
gives them different verdicts in at least one dimension.
"""

from __future__ import annotations

import asyncio
import base64
import io
from functools import cache

from PIL import Image, ImageDraw

from leaderboard.domain.judging import check
from leaderboard.domain.judging.check import CheckItem
from leaderboard.domain.judging.messages import Priority, chat_request_body, judge_messages
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.verdicts import ParsedReply
from workers.clients.judge.client import JudgeClient, JudgeFault

PROMPT = "A red square."


async def check_replies(judge: JudgeClient, profile: JudgeProfile) -> CheckItem:
    """The judge's free replies to both pictures, in all dimensions."""
    dimensions = profile.protocol.rubric.dimensions
    try:
        first = await _ask(judge, profile, dimensions[0], match=True)  # alone: it may be the last thing it answers
        others = [(name, match) for name in dimensions for match in (True, False)][1:]
        replies = [first, *await asyncio.gather(*(_ask(judge, profile, name, match=match) for name, match in others))]
    except JudgeFault as fault:
        return CheckItem(check.CALLS, ok=False, found=str(fault), advice="it did not answer about its control pictures")
    return check.check_control(list(zip(replies[::2], replies[1::2], strict=True)))


async def _ask(judge: JudgeClient, profile: JudgeProfile, dimension: str, *, match: bool) -> ParsedReply:
    body = chat_request_body(
        profile,
        judge_messages(profile, PROMPT, dimension),
        _picture(profile.image.max_side, match=match),
        model=profile.model_id,
        extra={"priority": Priority.CHECK},
    )
    reply = await judge.chat(body, priority=Priority.CHECK)
    return parse_reply(reply, profile.protocol.rubric, dimension, profile.parser)


@cache
def _picture(side: int, *, match: bool) -> bytes:
    picture = Image.new("RGB", (side, side), "red" if match else "yellow")
    if not match:
        ImageDraw.Draw(picture).ellipse((side // 4, side // 4, side // 2, side // 2), fill="blue")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())
