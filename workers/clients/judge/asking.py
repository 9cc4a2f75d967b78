"""Asking the judge about one picture: a call per dimension, and a rescue call where a reply cannot be read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from leaderboard.domain.images.redraw import JudgeImage
from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.messages import JudgeMessages, Priority, chat_request_body, judge_messages
from leaderboard.domain.judging.outcome import FirstReply, JudgeOutcome, refused_reply
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.reply_window import Reply
from leaderboard.domain.judging.rescue import RESCUABLE, rescue_fields, rescued
from leaderboard.domain.judging.verdicts import JudgementStatus, ParsedReply
from workers.clients.judge.client import JudgeCallGivenUp, JudgeClient, JudgeRefused, JudgeUnavailable
from workers.clients.judge.gate import JudgeGate


@dataclass(frozen=True, slots=True)
class Away:
    """A call without a reply; it stays owed. ``retry_after_s``: the wait in seconds that the judge asked for.

    ``judge_is_well``: the judge took this call and broke on it, but answers others. ``broke``: it failed on this call
    and was not merely away or busy. ``given_up``: by us; ``is_passed_on``: to another judge, which takes it at once.
    """

    dimension: str
    reason: str
    retry_after_s: float | None = None
    judge_is_well: bool = False
    broke: bool = False
    given_up: bool = False
    is_passed_on: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One picture to be judged, with the prompt from which it was made."""

    profile: JudgeProfile
    prompt: str
    image: JudgeImage
    priority: Priority = Priority.LIVE


Outcomes = Sequence[JudgeOutcome | Away]


async def ask_all(
    gate: JudgeGate,
    question: Question,
    dimensions: Sequence[str],
    ended: Callable[[Outcomes], object] = lambda outcomes: None,
) -> list[JudgeOutcome | Away]:
    """Make all calls of a picture if the judge matches its profile; a result per call, in this order.

    Args:
        ended: told how the calls ended that were made, for monitoring.
    """
    refusal = await gate.refusal(question.profile)
    if refusal:
        return [Away(dimension, refusal) for dimension in dimensions]
    sent_at = time.monotonic()
    outcomes = await ask(gate.judge, question, dimensions)
    ended(outcomes)
    _remember(gate, question, outcomes)
    if await _judge_is_to_blame(gate, question.profile, outcomes, sent_at):
        outcomes = [
            replace(outcome, judge_is_well=False) if isinstance(outcome, Away) else outcome for outcome in outcomes
        ]
    if gate.replies.suspicion(time.monotonic()):
        collapsed = await gate.examine(question.profile)
        if collapsed:  # these replies are as meaningless as those before
            return [Away(dimension, collapsed) for dimension in dimensions]
    return outcomes


async def _judge_is_to_blame(
    gate: JudgeGate, profile: JudgeProfile, outcomes: Sequence[JudgeOutcome | Away], sent_at: float
) -> bool:
    """Whether calls got no reply because the judge is away, was replaced, or fails on others too."""
    away = [outcome for outcome in outcomes if isinstance(outcome, Away)]
    if not away or any(outcome.given_up for outcome in away):
        return False
    if not await gate.is_as_it_was():
        gate.rest()
        return True
    return any(outcome.broke for outcome in away) and await gate.is_to_blame(profile, sent_at)


def _remember(gate: JudgeGate, question: Question, outcomes: Sequence[JudgeOutcome | Away]) -> None:
    """Note how the calls ended, and what was answered."""
    now = time.monotonic()
    for outcome in outcomes:
        if isinstance(outcome, JudgeOutcome):
            gate.breaker.call_ended(now, answered=True)
            gate.replies.add(_reply(now, question, outcome))
        elif outcome.broke:
            gate.breaker.call_ended(now, answered=False)


def _reply(now: float, question: Question, outcome: JudgeOutcome) -> Reply:
    """The outcome for the window of replies. A PNG ends with checksums over its pixels, which tell pictures apart."""
    status, verdicts = outcome.parsed.status, outcome.parsed.verdicts
    compared = status.has_verdicts and status is not JudgementStatus.ALL_NOT_APPLICABLE
    return Reply(
        at=now,
        picture=question.image.png_base64[-100:],
        dimension=outcome.dimension,
        readable=status.has_verdicts,
        verdicts=frozenset(verdicts.items()) if compared else None,
    )


async def ask(judge: JudgeClient, question: Question, dimensions: Sequence[str]) -> list[JudgeOutcome | Away]:
    """Make all calls of a picture at once, without comparing the judge with the profile."""
    return await asyncio.gather(*(_ask(judge, question, dimension) for dimension in dimensions))


async def _ask(judge: JudgeClient, question: Question, dimension: str) -> JudgeOutcome | Away:
    messages = judge_messages(question.profile, question.prompt, dimension)
    try:
        reply = await judge.chat(_body(question, messages), priority=question.priority)
    except JudgeUnavailable as fault:
        return _away(dimension, fault)
    except JudgeRefused as fault:
        return JudgeOutcome(dimension, None, refused_reply(str(fault)), messages.neutralised)
    parsed = _parsed(question, reply, dimension)
    if parsed.status not in RESCUABLE:
        return JudgeOutcome(dimension, reply, parsed, messages.neutralised)
    return await _rescue(judge, question, dimension, messages, FirstReply(reply, parsed))


def _away(dimension: str, fault: JudgeUnavailable) -> Away:
    broke = fault.took_call or (fault.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Away(
        dimension,
        str(fault),
        fault.retry_after_s,
        judge_is_well=fault.took_call,
        broke=broke,
        given_up=isinstance(fault, JudgeCallGivenUp),
        is_passed_on=isinstance(fault, JudgeCallGivenUp) and fault.is_passed_on,
    )


async def _rescue(
    judge: JudgeClient, question: Question, dimension: str, messages: JudgeMessages, first: FirstReply
) -> JudgeOutcome | Away:
    try:
        body = _body(question, messages, rescue_fields(question.profile, dimension))
        reply = await judge.chat(body, priority=question.priority)
    except JudgeUnavailable as fault:
        # Both calls will be made again: greedy decoding repeats the first reply, or gives a better one.
        return _away(dimension, fault)
    except JudgeRefused as fault:
        unread = ParsedReply(first.parsed.status, {}, f"{first.parsed.reason}; the rescue was refused: {fault}")
        return JudgeOutcome(dimension, first.reply, unread, messages.neutralised)
    parsed = rescued(first.parsed, _parsed(question, reply, dimension))
    return JudgeOutcome(dimension, reply, parsed, messages.neutralised, first)


def _parsed(question: Question, reply: ChatReply, dimension: str) -> ParsedReply:
    return parse_reply(reply, question.profile.protocol.rubric, dimension, question.profile.parser)


def _body(question: Question, messages: JudgeMessages, extra: dict[str, Any] | None = None) -> Sequence[bytes]:
    profile = question.profile
    return chat_request_body(
        profile,
        messages,
        question.image.png_base64,
        model=profile.model_id,
        extra={"priority": question.priority, **(extra or {})},
    )
