"""The messages of one judge call, and the request body that carries them.

Everything up to and including the image is the same for all calls of one image, so that the engine's prefix cache
can serve it; what differs (dimension, checklist) comes after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.protocol import CHECKLIST, DIMENSION, PROMPT, Protocol

# The engine tokenises these as control tokens wherever they stand, so a prompt could close its own message and
# open another one.
_CONTROL_TOKEN = re.compile(r"<(\|[a-z_]+\||/?think)>", re.IGNORECASE)
_PLACEHOLDER = re.compile("|".join(map(re.escape, (PROMPT, DIMENSION, CHECKLIST))))
_DATA_URL = "data:image/png;base64,"


class Priority(IntEnum):
    """The order in which the engine takes waiting calls, smallest first (flag --scheduling-policy priority).

    Checks and canaries come first, then live submissions, then measurements of the noise.
    """

    CHECK = 0
    LIVE = 10
    BULK = 20


@dataclass(frozen=True, slots=True)
class JudgeMessages:
    """The texts around the image, and whether the prompt had to be changed."""

    system: str
    before_image: str
    after_image: str
    neutralised: bool


def neutralise_control_tokens(text: str) -> tuple[str, bool]:
    """Break control tokens with a zero-width space; returns the text and whether anything was changed."""
    safe, changes = _CONTROL_TOKEN.subn(lambda match: f"<\u200b{match[1]}>", text)
    return safe, changes > 0


def neutralise_frame_lines(text: str, template: str) -> tuple[str, bool]:
    """Mark lines of a text that repeat a line of the template, so that a prompt cannot close its own frame."""
    frame = {line.strip() for line in template.splitlines() if line.strip()}
    lines = text.splitlines()
    if not any(line.strip() in frame for line in lines):
        return text, False
    return "\n".join(f"\u200b{line}" if line.strip() in frame else line for line in lines), True


def judge_messages(profile: JudgeProfile, prompt: str, dimension: str) -> JudgeMessages:
    """The messages for one image and one dimension, in the protocol's order."""
    protocol = profile.protocol
    safe_prompt, tokens = neutralise_control_tokens(prompt)
    safe_prompt, frame_lines = _neutralise_frame(safe_prompt, protocol)
    values = {PROMPT: safe_prompt, DIMENSION: dimension, CHECKLIST: protocol.checklists[dimension]}
    return JudgeMessages(
        system=protocol.system,
        before_image=_fill(protocol.before_image, values),
        after_image=_fill(protocol.after_image, values),
        neutralised=tokens or frame_lines,
    )


def _neutralise_frame(prompt: str, protocol: Protocol) -> tuple[str, bool]:
    # A verbatim protocol has no frame; its prompts are sent as the publisher's own program sends them.
    if protocol.verbatim:
        return prompt, False
    return neutralise_frame_lines(prompt, f"{protocol.before_image}\n{protocol.after_image}")


def _fill(template: str, values: dict[str, str]) -> str:
    # One pass, so that a placeholder inside a prompt's text stays text.
    return _PLACEHOLDER.sub(lambda match: values[match[0]], template)


def chat_request_body(
    profile: JudgeProfile,
    messages: JudgeMessages,
    image_base64: bytes,
    *,
    model: str,
    extra: Mapping[str, object] | None = None,
) -> Sequence[bytes]:
    """The JSON body of the chat call in consecutive parts; ``extra`` are further fields.

    The image is a separate part and not copied: it is up to 4 MB, needs no escaping, and is shared by the bodies of
    all calls of a picture, hundreds of which are in flight.
    """
    sampling = profile.sampling
    request = {
        "model": model,
        "messages": [
            {"role": "system", "content": messages.system},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": messages.before_image},
                    {"type": "image_url", "image_url": {"url": _DATA_URL}},
                    {"type": "text", "text": messages.after_image},
                ],
            },
        ],
        "temperature": sampling.temperature,
        "top_k": sampling.top_k,
        "top_p": sampling.top_p,
        "repetition_penalty": sampling.repetition_penalty,
        "seed": sampling.seed,
        "max_tokens": sampling.max_tokens,
        "chat_template_kwargs": {"enable_thinking": sampling.thinking},
        **(extra or {}),
    }
    # Inside a text the quotes would be escaped, so this mark occurs at the image part only.
    mark = f'"url": "{_DATA_URL}'
    head, tail = json.dumps(request).split(mark, 1)
    return (head + mark).encode(), image_base64, tail.encode()
