"""What asking the judge about one dimension of a picture amounts to."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.domain.chat import ChatReply
from leaderboard.domain.verdicts import JudgementStatus, ParsedReply


@dataclass(frozen=True, slots=True)
class FirstReply:
    """A reply that could not be read, and why; a rescue call followed it."""

    reply: ChatReply
    parsed: ParsedReply


@dataclass(frozen=True, slots=True)
class JudgeOutcome:
    """What one call gave: the raw reply (None when the judge refused the call) and what was read from it.

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
