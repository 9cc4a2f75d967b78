"""Reading vLLM's JSON: a chat completion, the list of models, the version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from leaderboard.domain.judging.chat import ChatReply


class UnreadableReply(Exception):
    """The reply is not JSON, or does not have the documented shape."""


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
            fingerprint=_text(reply.get("system_fingerprint")),
        )
    except (ValueError, RecursionError):
        raise UnreadableReply("it is not JSON") from None
    except (KeyError, IndexError, TypeError, AttributeError):
        raise UnreadableReply("it has no choices[0].message, or fields of unexpected types") from None


@dataclass(frozen=True, slots=True)
class ServedModel:
    """The model that the judge serves: its name, and how many tokens prompt and reply may have together."""

    name: str
    max_model_len: int


def read_served_model(raw: bytes) -> ServedModel:
    """The first model. Raises UnreadableReply."""
    try:
        model: Any = json.loads(raw)["data"][0]
        name, length = _text(model["id"]), _count(model["max_model_len"])
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        raise UnreadableReply("expected {'data': [{'id': …, 'max_model_len': …}]}") from None
    if not name or length is None:
        raise UnreadableReply("the model has no id or no length")
    return ServedModel(name, length)


def read_version(raw: bytes) -> str:
    """The engine's version. Raises UnreadableReply."""
    try:
        version = _text(json.loads(raw)["version"])
    except (ValueError, RecursionError, KeyError, TypeError):
        raise UnreadableReply("expected {'version': …}") from None
    return version or ""


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"expected text, got {type(value).__name__}")


def _count(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"expected a count, got {type(value).__name__}")
