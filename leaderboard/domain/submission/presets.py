"""Presets: what the images APIs of common servers expect beside the prompt. All of them are the OpenAI Images API.

Sources, as of November 2026: the parameters of OpenAI's client (github.com/openai/openai-python,
types/image_generate_params.py), vLLM-Omni's documentation (docs.vllm.ai/projects/vllm-omni, Image Generation API),
SGLang's protocol (github.com/sgl-project/sglang, multimodal_gen/runtime/entrypoints/openai/protocol.py) and LocalAI's
endpoint (github.com/mudler/LocalAI, core/http/endpoints/openai/image.go).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leaderboard.domain.submission.templates import SEED
from leaderboard.domain.text_enum import StrEnum
from leaderboard.domain.texts import FieldFault
from leaderboard.domain.translatable import gettext_noop

_BASE64 = {"response_format": "b64_json"}
_SIDES = re.compile(r"[1-9]\d{1,4}x[1-9]\d{1,4}", re.ASCII)


class PresetName(StrEnum):
    """The servers with a preset."""

    OPENAI = "openai"
    VLLM_OMNI = "vllm-omni"
    SGLANG = "sglang"
    LOCALAI = "localai"


@dataclass(frozen=True, slots=True)
class Preset:
    """A server's defaults.

    ``base_url``, ``model`` and ``size``: examples, or the only value. ``parameters``: added to every request unless the
    author gives another value. ``formats``: the values of response_format that it accepts. ``sides_only``: sizes must
    have the form 1024x1024.
    """

    title: str
    base_url: str
    model: str
    size: str = "1024x1024"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    formats: frozenset[str] = frozenset({"b64_json", "url"})
    sides_only: bool = True


PRESETS: dict[PresetName, Preset] = {
    PresetName.OPENAI: Preset("OpenAI", "https://api.openai.com/v1", "gpt-image-1", sides_only=False),
    # It answers base64 or, with "file", the bytes themselves; it knows no "url".
    PresetName.VLLM_OMNI: Preset(
        "vLLM-Omni",
        "http://YOUR-HOST:8000/v1",
        "Qwen/Qwen-Image",
        parameters=_BASE64 | {"seed": SEED},
        formats=frozenset({"b64_json", "file"}),
    ),
    # Its default is "url", which needs a configured object store, and the same seed for every prompt.
    PresetName.SGLANG: Preset(
        "SGLang", "http://YOUR-HOST:30000/v1", "Qwen/Qwen-Image", parameters=_BASE64 | {"seed": SEED}
    ),
    # Without "x" in the size it draws 512x512 and does not say so; by default it answers with a link to itself.
    PresetName.LOCALAI: Preset(
        "LocalAI", "http://YOUR-HOST:8080/v1", "stablediffusion", size="512x512", parameters=_BASE64
    ),
}


def parameters_of(name: PresetName, model: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of every request: the preset's, and the author's, which take precedence.

    OpenAI's GPT image models always answer base64 and refuse ``response_format``; DALL·E needs it for base64.
    """
    defaults = PRESETS[name].parameters
    if name is PresetName.OPENAI and model.startswith("dall-e"):
        defaults = _BASE64
    return {**defaults, **given}


def fault_of(name: PresetName, model: str, size: str, given: Mapping[str, Any]) -> tuple[str, FieldFault] | None:
    """What the server would refuse or ignore: the field's name (``extra`` or ``size``) and the fault; None if nothing.

    ``given``: the author's parameters.
    """
    preset = PRESETS[name]
    form = given.get("response_format")
    if form is not None and name is PresetName.OPENAI and model.startswith(("gpt-image", "chatgpt-image")):
        return "extra", FieldFault(
            gettext_noop("The model %(model)s refuses response_format: it always answers base64."),
            gettext_noop("Parameters without response_format are expected."),
            model=model,
        )
    if form is not None and (not isinstance(form, str) or form not in preset.formats):
        return "extra", FieldFault(
            gettext_noop("%(server)s does not have this response_format."),
            gettext_noop("One of %(formats)s is expected; without it, base64 is requested."),
            server=preset.title,
            formats=", ".join(sorted(preset.formats)),
        )
    if size and preset.sides_only and not _SIDES.fullmatch(size):
        return "size", FieldFault(
            gettext_noop("%(server)s takes no size of this form."),
            gettext_noop("Width and height in pixels, such as 1024x1024, are expected."),
            server=preset.title,
        )
    return None
