"""Reading the JSON that vLLM answers: a chat completion, and the list of models."""

from __future__ import annotations

import json
from typing import Any

from leaderboard.domain.chat import ChatReply


class UnreadableReply(Exception):
    """The reply is not JSON, or not of the shape that vLLM documents."""


def read_chat(raw: bytes, latency_s: float) -> ChatReply:
    """The first choice of a chat completion. Raises UnreadableReply.

    ``content`` None is a normal reply: the engine reached the token limit while it was still reasoning.
    """
    try:
        reply: Any = json.loads(raw)
        choice = reply["choices"][0]
        message = choice["message"]
        usage = reply.get("usage") or {}
        return ChatReply(
            content=_text(message.get("content")),
            # "reasoning" since vLLM 0.12, "reasoning_content" before.
            reasoning=_text(message.get("reasoning") or message.get("reasoning_content")),
            finish_reason=_text(choice.get("finish_reason")),
            prompt_tokens=_count(usage.get("prompt_tokens")),
            completion_tokens=_count(usage.get("completion_tokens")),
            cached_tokens=_count((usage.get("prompt_tokens_details") or {}).get("cached_tokens")),
            latency_s=latency_s,
        )
    except (ValueError, RecursionError):
        raise UnreadableReply("it is not JSON") from None
    except (KeyError, IndexError, TypeError, AttributeError):
        raise UnreadableReply("it has no choices[0].message, or fields of unexpected types") from None


def read_served_model(raw: bytes) -> str:
    """The id of the first model. Raises UnreadableReply."""
    try:
        name = _text(json.loads(raw)["data"][0]["id"])
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        raise UnreadableReply("expected {'data': [{'id': …}]}") from None
    if not name:
        raise UnreadableReply("the model has no id")
    return name


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"expected text, got {type(value).__name__}")


def _count(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"expected a count, got {type(value).__name__}")
