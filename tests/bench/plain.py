"""A plain asyncio loop that judges stored pictures: it reads, prepares and calls, and records nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from leaderboard.domain.images.redraw import JudgeImage, prepare_for_judge
from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.messages import Priority, chat_request_body, judge_messages
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.rescue import rescue_fields
from leaderboard.models import Prompt
from workers.clients.judge.client import JudgeClient


async def judge_plainly(
    url: str, profile: JudgeProfile, pictures: Sequence[tuple[Prompt, str]], *, in_flight: int, rescue: bool = False
) -> float:
    """Seconds until all calls of these stored pictures are answered.

    Args:
        rescue: whether each call is followed by its rescue call, as if no reply could be read.
    """
    # Enough that the next pictures are prepared during the calls of these.
    opened = asyncio.Semaphore(in_flight // 2)
    async with JudgeClient(url, max_in_flight=in_flight) as client:

        async def judge(prompt: Prompt, sha: str) -> None:
            async with opened:
                image = await asyncio.to_thread(_prepared, sha, profile.image.max_side)
                dimensions = profile.protocol.rubric.active_dimensions(prompt.target_facets)
                await asyncio.gather(*(_ask(client, profile, prompt, image, d, rescue=rescue) for d in dimensions))

        started = time.perf_counter()
        await asyncio.gather(*(judge(prompt, sha) for prompt, sha in pictures))
        return time.perf_counter() - started


def _prepared(sha: str, max_side: int) -> JudgeImage:
    return prepare_for_judge((Path(settings.MEDIA_ROOT) / f"images/{sha[:2]}/{sha}").read_bytes(), max_side=max_side)


async def _ask(
    client: JudgeClient, profile: JudgeProfile, prompt: Prompt, image: JudgeImage, dimension: str, *, rescue: bool
) -> None:
    await call(client, profile, prompt.texts["en"], image, dimension)
    if rescue:
        await call(client, profile, prompt.texts["en"], image, dimension, **rescue_fields(profile, dimension))


async def call(
    client: JudgeClient, profile: JudgeProfile, text: str, image: JudgeImage, dimension: str, **fields: object
) -> ChatReply:
    """One call as the workers make it; ``fields`` are further fields of the request."""
    messages = judge_messages(profile, text, dimension)
    extra = {"priority": Priority.LIVE, **fields}
    return await client.chat(
        chat_request_body(profile, messages, image.png_base64, model=profile.model_id, extra=extra)
    )
