"""Asking the judge about one picture: a call per dimension, and a rescue call where a reply cannot be read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from leaderboard.domain.images.redraw import JudgeImage
from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.messages import JudgeMessages, Priority, chat_request_body, judge_messages
from leaderboard.domain.judging.outcome import FirstReply, JudgeOutcome, refused_reply
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.rescue import RESCUABLE, rescue_fields, rescued
from leaderboard.domain.judging.verdicts import ParsedReply, parse_reply
from workers.clients.judge.client import JudgeClient, JudgeRefused, JudgeUnavailable
from workers.clients.judge.gate import JudgeGate


@dataclass(frozen=True, slots=True)
class Away:
    """A call that gave nothing; it stays owed. ``retry_after_s``: the wait that the judge asked for.

    ``judge_is_well``: the judge took this call, broke on it, and answers others.
    """

    dimension: str
    reason: str
    retry_after_s: float | None = None
    judge_is_well: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One picture before the judge, with the prompt from which it was made."""

    profile: JudgeProfile
    prompt: str
    image: JudgeImage
    priority: Priority = Priority.LIVE


async def ask_all(gate: JudgeGate, question: Question, dimensions: Sequence[str]) -> list[JudgeOutcome | Away]:
    """All calls of a picture, if the judge is the right one; what each gave, in the order of ``dimensions``."""
    refusal = await gate.refusal(question.profile)
    if refusal:
        return [Away(dimension, refusal) for dimension in dimensions]
    outcomes = await ask(gate.judge, question, dimensions)
    if all(isinstance(outcome, JudgeOutcome) for outcome in outcomes):
        return outcomes
    if await gate.is_as_it_was():
        return outcomes
    gate.rest()
    # Whatever these calls met, it was the end of the judge and not their own doing.
    return [replace(outcome, judge_is_well=False) if isinstance(outcome, Away) else outcome for outcome in outcomes]


async def ask(judge: JudgeClient, question: Question, dimensions: Sequence[str]) -> list[JudgeOutcome | Away]:
    """All calls of a picture at once, whatever judge it is."""
    return await asyncio.gather(*(_ask(judge, question, dimension) for dimension in dimensions))


async def _ask(judge: JudgeClient, question: Question, dimension: str) -> JudgeOutcome | Away:
    messages = judge_messages(question.profile, question.prompt, dimension)
    try:
        reply = await judge.chat(_body(question, messages), priority=question.priority)
    except JudgeUnavailable as fault:
        return Away(dimension, str(fault), fault.retry_after_s, fault.took_call)
    except JudgeRefused as fault:
        return JudgeOutcome(dimension, None, refused_reply(str(fault)), messages.neutralised)
    parsed = _parsed(question, reply, dimension)
    if parsed.status not in RESCUABLE:
        return JudgeOutcome(dimension, reply, parsed, messages.neutralised)
    return await _rescue(judge, question, dimension, messages, FirstReply(reply, parsed))


async def _rescue(
    judge: JudgeClient, question: Question, dimension: str, messages: JudgeMessages, first: FirstReply
) -> JudgeOutcome | Away:
    try:
        body = _body(question, messages, rescue_fields(question.profile, dimension))
        reply = await judge.chat(body, priority=question.priority)
    except JudgeUnavailable as fault:
        # Both calls are made again: greedy decoding gives the first reply once more, or a better one.
        return Away(dimension, str(fault), fault.retry_after_s, fault.took_call)
    except JudgeRefused as fault:
        told = ParsedReply(first.parsed.status, {}, f"{first.parsed.reason}; the rescue was refused: {fault}")
        return JudgeOutcome(dimension, first.reply, told, messages.neutralised)
    both = rescued(first.parsed, _parsed(question, reply, dimension))
    return JudgeOutcome(dimension, reply, both, messages.neutralised, first)


def _parsed(question: Question, reply: ChatReply, dimension: str) -> ParsedReply:
    return parse_reply(reply, question.profile.protocol.rubric, dimension)


def _body(question: Question, messages: JudgeMessages, extra: dict[str, Any] | None = None) -> Sequence[bytes]:
    profile = question.profile
    return chat_request_body(
        profile,
        messages,
        question.image.png_base64,
        model=profile.model_id,
        extra={"priority": question.priority, **(extra or {})},
    )
