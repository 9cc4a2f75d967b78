"""One chat call of the judge, independent of the transport."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChatReply:
    """The engine's raw reply to one chat call.

    ``content`` is None if the engine stopped inside the reasoning (``finish_reason`` "length"). Token counts are None
    if the engine does not report them; ``latency_s`` is seconds of wall time. ``fingerprint`` is the engine's own
    description in the reply: its version and a hash of its configuration.
    """

    content: str | None
    reasoning: str | None
    finish_reason: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    cached_tokens: int | None
    latency_s: float
    fingerprint: str | None = None
