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
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.rescue import RESCUABLE, rescue_fields, rescued
from leaderboard.domain.judging.verdicts import ParsedReply
from workers.clients.judge.client import JudgeClient, JudgeRefused, JudgeUnavailable
from workers.clients.judge.gate import JudgeGate


@dataclass(frozen=True, slots=True)
class Away:
    """A call without a reply; it stays owed. ``retry_after_s``: the wait in seconds that the judge asked for.

    ``judge_is_well``: the judge took this call and broke on it, but answers others.
    """

    dimension: str
    reason: str
    retry_after_s: float | None = None
    judge_is_well: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One picture to be judged, with the prompt from which it was made."""

    profile: JudgeProfile
    prompt: str
    image: JudgeImage
    priority: Priority = Priority.LIVE


async def ask_all(gate: JudgeGate, question: Question, dimensions: Sequence[str]) -> list[JudgeOutcome | Away]:
    """Make all calls of a picture if the judge matches its profile; a result per call, in this order."""
    refusal = await gate.refusal(question.profile)
    if refusal:
        return [Away(dimension, refusal) for dimension in dimensions]
    outcomes = await ask(gate.judge, question, dimensions)
    if all(isinstance(outcome, JudgeOutcome) for outcome in outcomes):
        return outcomes
    if await gate.is_as_it_was():
        return outcomes
    gate.rest()
    # The judge went away or was replaced, so these calls are not to blame for what happened to them.
    return [replace(outcome, judge_is_well=False) if isinstance(outcome, Away) else outcome for outcome in outcomes]


async def ask(judge: JudgeClient, question: Question, dimensions: Sequence[str]) -> list[JudgeOutcome | Away]:
    """Make all calls of a picture at once, without comparing the judge with the profile."""
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
        # Both calls will be made again: greedy decoding repeats the first reply, or gives a better one.
        return Away(dimension, str(fault), fault.retry_after_s, fault.took_call)
    except JudgeRefused as fault:
        unread = ParsedReply(first.parsed.status, {}, f"{first.parsed.reason}; the rescue was refused: {fault}")
        return JudgeOutcome(dimension, first.reply, unread, messages.neutralised)
    parsed = rescued(first.parsed, _parsed(question, reply, dimension))
    return JudgeOutcome(dimension, reply, parsed, messages.neutralised, first)


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
