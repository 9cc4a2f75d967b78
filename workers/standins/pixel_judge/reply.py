"""The judge's replies in the form of OpenAI's chat completions, with rough but plausible token counts."""

from __future__ import annotations

import hashlib
import json
import re

from workers.standins.pixel_judge.request import JudgeRequest
from workers.standins.pixel_judge.verdicts import Verdicts
from workers.standins.serving import CREATED

MODEL_ID = "salon/pixel-baseline"
FINGERPRINT = "salon-standin-1"
MAX_MODEL_LEN = 16384

_IMAGE_PATCH = 32  # px per side of the patch that the real judge's vision encoder turns into one token
_CACHE_BLOCK = 784  # tokens: the coarse grid on which the real engine reuses a prefix
_WORD = re.compile(r"\S+")


class PromptTooLongError(ValueError):
    """The request has more tokens than the model's length."""


def chat_reply(request: JudgeRequest, verdicts: Verdicts, *, image_key: str, image_size: tuple[int, int]) -> bytes:
    """The JSON body of a chat completion, cut off after ``max_tokens`` words.

    Raises:
        PromptTooLongError: when the prompt does not fit the model, as with the real engine.
    """
    width, height = image_size
    image_tokens = -(-width // _IMAGE_PATCH) * -(-height // _IMAGE_PATCH)
    prompt_tokens = request.text_bytes // 4 + image_tokens
    if prompt_tokens >= MAX_MODEL_LEN:
        raise PromptTooLongError(
            f"This model's maximum context length is {MAX_MODEL_LEN} tokens. "
            f"However, your request has {prompt_tokens} input tokens."
        )
    room = MAX_MODEL_LEN - prompt_tokens
    limit = min(request.max_tokens or room, room)  # clamped without an error, as the real engine does
    message, finish_reason, completion_tokens = _message(request, verdicts, limit)
    # As on a warm engine: the prefix up to the dimension is reused, in whole blocks.
    shared = len(request.prompt.encode("utf-8", "replace")) // 4 + image_tokens
    return json.dumps(
        {
            "id": f"chatcmpl-{_reply_id(request, image_key)}",
            "object": "chat.completion",
            "created": CREATED,
            "model": MODEL_ID,
            "choices": [
                {"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason, "stop_reason": None}
            ],
            "system_fingerprint": FINGERPRINT,
            "usage": {
                "prompt_tokens": prompt_tokens,
                "completion_tokens": completion_tokens,
                "total_tokens": prompt_tokens + completion_tokens,
                "prompt_tokens_details": {"cached_tokens": shared // _CACHE_BLOCK * _CACHE_BLOCK},
            },
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def _message(request: JudgeRequest, verdicts: Verdicts, limit: int) -> tuple[dict[str, str | None], str, int]:
    """The message, the finish reason and the number of words in it."""
    reasoning = verdicts.reasoning if request.thinking else ""
    answer = {
        sub_capability: {facet: {"score": score} for facet, score in facets.items()}
        for sub_capability, facets in verdicts.scores.items()
    }
    content = json.dumps(answer, ensure_ascii=False)
    thought, thought_words = _first_words(reasoning, limit)
    said, said_words = _first_words(content, limit - thought_words)
    finish_reason = "stop" if said == content else "length"
    message = {"role": "assistant", "reasoning": thought or None, "content": said or None}
    return message, finish_reason, thought_words + said_words


def _first_words(text: str, limit: int) -> tuple[str, int]:
    end = count = 0
    for word in _WORD.finditer(text):
        if count == limit:
            return text[:end], count
        end, count = word.end(), count + 1
    return text, count


def _reply_id(request: JudgeRequest, image_key: str) -> str:
    parts = (image_key, request.prompt, request.dimension, str(request.max_tokens))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
