"""Reading a request of OpenAI's Images API, and the models that the sample generator offers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from leaderboard.demo.drawing.hands.registry import HANDS
from leaderboard.demo.drawing.pictures import MAX_SIDE, MIN_SIDE


@dataclass(frozen=True, slots=True)
class SampleModel:
    """How good a model's pictures are (0 to 1), and which hand draws them."""

    quality: float
    hand: str


MODELS = {
    "sample-fine": SampleModel(0.95, "flat"),
    "sample-plain": SampleModel(0.6, "watercolour"),
    "sample-coarse": SampleModel(0.2, "ink"),
    **{f"sample-{hand}": SampleModel(0.85, hand) for hand in HANDS},
    "gpt-image-1": SampleModel(0.95, "flat"),
    "dall-e-3": SampleModel(0.9, "watercolour"),
}
"""The name of a model selects its hand, so that each draws a prompt in its own manner, as real models do."""

MAX_PICTURES = 4
_SIZE = re.compile(r"([1-9]\d{1,4})x([1-9]\d{1,4})")


class GenerationFaultError(ValueError):
    """A request that cannot be answered; ``status``, ``code`` and ``param`` go into the error body."""

    def __init__(self, message: str, *, status: int = 400, code: str = "invalid_value", param: str | None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One request. Sizes in pixels; ``misbehave`` names a fault, ``location`` and ``seconds`` are its options."""

    prompt: str
    n: int
    width: int
    height: int
    quality: float
    variant: int
    hand: str
    response_format: Literal["url", "b64_json"]
    misbehave: str | None
    location: str | None
    seconds: float


def read_generation_request(body: bytes) -> GenerationRequest:
    """Read the JSON body of a generation call.

    Raises:
        GenerationFaultError: naming the wrong field and what was expected.
    """
    document = _document(body)
    model = _model(document.get("model", "sample-fine"))
    width, height = _size(document.get("size", "512x512"))
    response_format = _response_format(document)
    misbehave, location = document.get("misbehave"), document.get("location")
    return GenerationRequest(
        prompt=_prompt(document.get("prompt")),
        n=int(_number(document, "n", 1, low=1, high=MAX_PICTURES, whole=True)),
        width=width,
        height=height,
        quality=_number(document, "quality", model.quality, low=0, high=1),
        variant=int(_number(document, "seed", 0, low=0, high=2**31 - 1, whole=True)),
        hand=model.hand,
        response_format=response_format,
        misbehave=str(misbehave) if misbehave is not None else None,
        location=str(location) if location is not None else None,
        seconds=_number(document, "seconds", 5.0, low=0, high=3600),
    )


def _document(body: bytes) -> dict[str, object]:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise GenerationFaultError(f"the body is not JSON: {error}", code="invalid_json", param=None) from error
    if not isinstance(document, dict):
        raise GenerationFaultError("the body must be a JSON object", code="invalid_json", param=None)
    return document


def _response_format(document: dict[str, object]) -> Literal["url", "b64_json"]:
    """As OpenAI's models have it: those of the GPT image family know only base64, and refuse the parameter."""
    if str(document.get("model")).startswith("gpt-image"):
        if "response_format" in document:
            raise GenerationFaultError(
                "Unknown parameter: 'response_format'.", code="unknown_parameter", param="response_format"
            )
        return "b64_json"
    match document.get("response_format", "url"):
        case "url":
            return "url"
        case "b64_json":
            return "b64_json"
    raise GenerationFaultError('response_format must be "url" or "b64_json"', param="response_format")


def _prompt(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise GenerationFaultError("prompt must be a text that is not empty", param="prompt")
    return value


def _model(name: object) -> SampleModel:
    if not isinstance(name, str) or name not in MODELS:
        raise GenerationFaultError(
            f"The model {name!r} does not exist; there are {', '.join(MODELS)}.",
            status=404,
            code="model_not_found",
            param="model",
        )
    return MODELS[name]


def _size(value: object) -> tuple[int, int]:
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    sides = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in sides):
        raise GenerationFaultError(
            f'size must be "WIDTHxHEIGHT" with sides from {MIN_SIDE} to {MAX_SIDE} px; got {value!r}', param="size"
        )
    return sides


def _number(
    document: dict[str, object], name: str, default: float, *, low: float, high: float, whole: bool = False
) -> float:
    value = document.get(name, default)
    kinds = int if whole else (int, float)
    # NaN fails the comparison too.
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        raise GenerationFaultError(
            f"{name} must be a {'whole ' if whole else ''}number from {low} to {high}; got {value!r}", param=name
        )
    return value
