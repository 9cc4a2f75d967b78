"""Stage 3: claim a picture's calls → call the judge → record."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from celery import shared_task
from django.core.files.storage import default_storage

from leaderboard.domain.images import JudgeImage, prepare_for_judge
from leaderboard.domain.judge_profile import JudgeProfile
from leaderboard.domain.messages import chat_request_body, judge_messages
from leaderboard.domain.verdicts import parse_reply
from leaderboard.models import JudgedImage
from leaderboard.pipeline import queue
from leaderboard.pipeline.judging import (
    JudgeClaim,
    JudgeOutcome,
    claim_judging,
    record_judgements,
    refused_reply,
)
from workers import judges
from workers.clients.judge import JudgeClient, JudgeRefused, JudgeUnavailable
from workers.decoding import in_turn
from workers.event_loop import wait_for
from workers.heartbeat import kept_alive

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Away:
    """A call that could not be made now; it stays owed."""

    reason: str
    retry_in_s: float


@shared_task(name=queue.JUDGE)
def judge_image(*, key: int) -> None:
    """Put one picture before the judge, one call per outstanding dimension."""
    claim = claim_judging(key)
    if claim is None:
        return
    stored, prompt = claim.judging.image.stored, claim.judging.image.prompt
    if stored is None:
        raise RuntimeError(f"judging {key} was planned for a picture that is not stored")
    profile = judges.frozen_profile(claim.judging.judge_profile_id)
    with kept_alive(JudgedImage, claim.token):
        image = in_turn(prepared, stored.path, profile.image.max_side)
        text = prompt.texts[claim.judging.image.language]
        outcomes = wait_for(_ask_all(judges.client(), profile, claim, text, image))
        _record(claim, outcomes, distorted=image.distorted)


def prepared(path: str, max_side: int) -> JudgeImage:
    """A stored picture as the judge gets it."""
    with default_storage.open(path) as file:
        return prepare_for_judge(file.read(), max_side=max_side)


async def _ask_all(
    judge: JudgeClient, profile: JudgeProfile, claim: JudgeClaim, prompt: str, image: JudgeImage
) -> list[JudgeOutcome | _Away]:
    calls = (_ask(judge, profile, dimension, prompt, image) for dimension in claim.dimensions)
    return await asyncio.gather(*calls)


async def _ask(
    judge: JudgeClient, profile: JudgeProfile, dimension: str, prompt: str, image: JudgeImage
) -> JudgeOutcome | _Away:
    messages = judge_messages(profile, prompt, dimension)
    body = chat_request_body(profile, messages, image.png_base64, model=profile.model_id)
    try:
        reply = await judge.chat(body)
    except JudgeUnavailable as fault:
        return _Away(str(fault), judges.retry_delay_s(fault.retry_after_s))
    except JudgeRefused as fault:
        return JudgeOutcome(dimension, None, refused_reply(str(fault)), messages.neutralised)
    parsed = parse_reply(reply, profile.protocol.rubric, dimension)
    return JudgeOutcome(dimension, reply, parsed, messages.neutralised)


def _record(claim: JudgeClaim, outcomes: list[JudgeOutcome | _Away], *, distorted: bool) -> None:
    away = [outcome for outcome in outcomes if isinstance(outcome, _Away)]
    record_judgements(
        claim,
        [outcome for outcome in outcomes if isinstance(outcome, JudgeOutcome)],
        distorted=distorted,
        waiting_for=away[0].reason if away else "",
        retry_in_s=max((outcome.retry_in_s for outcome in away), default=0.0),
    )
