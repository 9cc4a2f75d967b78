"""What asking the judge about one dimension of a picture amounts to."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.verdicts import JudgementStatus, ParsedReply


@dataclass(frozen=True, slots=True)
class FirstReply:
    """A reply that could not be read, and why; a rescue call followed it."""

    reply: ChatReply
    parsed: ParsedReply


@dataclass(frozen=True, slots=True)
class JudgeOutcome:
    """What one call gave: the raw reply (None when there was none) and what was read from it.

    ``first`` is the reply before it, where this one is that of a rescue call.
    """

    dimension: str
    reply: ChatReply | None
    parsed: ParsedReply
    prompt_neutralised: bool
    first: FirstReply | None = None


def refused_reply(message: str) -> ParsedReply:
    """The outcome of a call that the judge refused for good (a 4xx): there are no verdicts, and this is why."""
    return ParsedReply(JudgementStatus.REFUSED, {}, message)


def lost_reply(message: str, tries: int) -> ParsedReply:
    """The outcome of a call upon which a judge in good health broke time and again: there are no verdicts."""
    return ParsedReply(JudgementStatus.TRANSPORT_FAILURE, {}, f"no reply at {tries} tries; the last: {message}")
