"""Chat completions as vLLM sends them, for tests."""

from __future__ import annotations


def completion(message: dict[str, object], *, finish_reason: str | None = "stop", **more: object) -> dict[str, object]:
    """The JSON document of a chat completion."""
    choice = {"index": 0, "message": {"role": "assistant"} | message, "finish_reason": finish_reason}
    return {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice], **more}
