"""The outcome of asking the judge about one dimension of a picture."""

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
    """The result of one call: the raw reply (None if there was none) and the verdicts read from it.

    ``first`` is the unreadable reply before it if this is the reply of a rescue call.
    """

    dimension: str
    reply: ChatReply | None
    parsed: ParsedReply
    prompt_neutralised: bool
    first: FirstReply | None = None


def refused_reply(message: str) -> ParsedReply:
    """The outcome of a call that the judge rejected permanently (a 4xx): no verdicts, and the reason."""
    return ParsedReply(JudgementStatus.REFUSED, {}, message)


def lost_reply(message: str, tries: int) -> ParsedReply:
    """The outcome of a call that failed repeatedly at a healthy judge: no verdicts, and the reason."""
    return ParsedReply(JudgementStatus.TRANSPORT_FAILURE, {}, f"no reply in {tries} attempts; the last: {message}")
