"""Reading a chat request to the judge: the image, the prompt, the dimension and the checklist."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from workers.standins.pixel_judge.verdicts import Checklist

# The URL of the first image. Inside a text the quotes would be escaped, so no text can match.
_IMAGE_URL = re.compile(rb'"url"\s*:\s*"data:[^",\\]{0,64};base64,')
_DATA_URL = re.compile(r"data:[^,]{0,64};base64,(.*)", re.DOTALL)

_HEADING = re.compile(r"##[ \t]+(\S.*)")
_FACET = re.compile(r"- ([^:：]+?)[ \t]*[:：]")
# "- 0: fail", "- 2 (excel)": a scoring rule, although it has the shape of a facet.
_SCORING_RULE = re.compile(r"[\"'*]*(?:[012]|N/A)(?![\w/])", re.IGNORECASE)

_SUB_CAPABILITIES = {
    "Quality": "Realism, Detail, Resolution",
    "Aesthetics": "Composition, Color Harmony, Lighting, Anatomical Portraiture, Emotional Expression, Style Control",
    "Alignment": "Attributes, Actions, Layout, Relations, Scene",
    "Real-world Fidelity": "Fairness, Safety & Compliance, World Knowledge",
    "Creative Generation": "Imagination, Feature Matching, Feature Mapping, Logical Resolution, Text Rendering, "
    "Design Applications, Visual Storytelling",
}
_DIMENSION_OF = {name: dimension for dimension, names in _SUB_CAPABILITIES.items() for name in names.split(", ")}


class RequestFaultError(ValueError):
    """A request that cannot be answered, always because of the client (400); the message is for the client."""


@dataclass(frozen=True, slots=True)
class JudgeRequest:
    """One call. ``image_base64`` is not decoded yet; ``text_bytes`` is the length of all texts in UTF-8."""

    model: str | None
    image_base64: bytes
    prompt: str
    dimension: str
    checklist: Checklist
    max_tokens: int | None
    thinking: bool
    text_bytes: int


def read_request(body: bytes) -> JudgeRequest:
    """Read the JSON body of a chat call.

    The image has up to 2 MB and needs no unescaping, so it is cut out and only the small rest is parsed.

    Raises:
        RequestFaultError: not JSON, not a chat request, not exactly one image as a data URL, or no checklist.
    """
    rest, image = _cut_image(body)
    try:
        document = json.loads(rest)
    except ValueError as error:
        raise RequestFaultError(f"Invalid JSON: {error}") from error
    if not isinstance(document, dict):
        raise RequestFaultError("The body must be a JSON object")
    if document.get("stream"):
        raise RequestFaultError("This server does not stream")
    before, after, inline, system = _parts(document.get("messages"))
    prompt, (dimension, checklist) = _find_checklist(before, after)
    options = document.get("chat_template_kwargs")
    model = document.get("model")
    return JudgeRequest(
        model=model if isinstance(model, str) else None,
        image_base64=inline or image or b"",
        prompt=prompt,
        dimension=dimension,
        checklist=checklist,
        max_tokens=_max_tokens(document),
        thinking=not (isinstance(options, dict) and options.get("enable_thinking") is False),
        text_bytes=sum(len(text.encode("utf-8", "replace")) for text in (*before, *after, system)),
    )


def _cut_image(body: bytes) -> tuple[bytes, bytes | None]:
    match = _IMAGE_URL.search(body)
    if match is None:
        return body, None
    end = body.find(b'"', match.end())
    image = body[match.end() : end]
    if end < 0 or b"\\" in image:  # unusual, but valid JSON: "\/" for "/"
        return body, None
    return body[: match.end()] + body[end:], image


def _parts(messages: object) -> tuple[list[str], list[str], bytes, str]:
    """The texts before and after the image, the image unless it was cut out before, and the system text."""
    if not isinstance(messages, list) or not messages:
        raise RequestFaultError("`messages` must be a list of messages")
    texts: tuple[list[str], list[str]] = ([], [])
    images: list[bytes] = []
    system: list[str] = []
    for message in messages:
        role, content = _role_and_content(message)
        for part in content:
            if part.get("type") == "image_url":
                images.append(_image(part))
            elif isinstance(text := part.get("text"), str):
                (texts[len(images) > 0] if role == "user" else system).append(text)
    if len(images) != 1:
        raise RequestFaultError(f"Exactly one image is needed, as an image_url part; got {len(images)}")
    return texts[0], texts[1], images[0], "\n".join(system)


def _role_and_content(message: object) -> tuple[str, list[dict[str, object]]]:
    if not isinstance(message, dict) or not isinstance(message.get("role"), str):
        raise RequestFaultError("Every message needs a role")
    content = message.get("content")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise RequestFaultError("A message's content must be a text or a list of parts")
    return message["role"], content


def _image(part: dict[str, object]) -> bytes:
    address = part.get("image_url")
    url = address.get("url") if isinstance(address, dict) else address
    match = _DATA_URL.fullmatch(url) if isinstance(url, str) else None
    if match is None:
        raise RequestFaultError("The image must be given as a data URL with base64")
    try:
        return match[1].encode("ascii")
    except UnicodeEncodeError as error:
        raise RequestFaultError("The image is not valid base64") from error


def _find_checklist(before: list[str], after: list[str]) -> tuple[str, tuple[str, Checklist]]:
    """The prompt, and the last text's checklist with its dimension.

    The prompt is the text before the image, or, if there is none, the text before the checklist.
    """
    texts = [*before, *after]
    for index in range(len(texts) - 1, -1, -1):
        start, dimension, checklist = read_checklist(texts[index])
        if checklist:
            rest = [*texts[:index], texts[index][:start]]
            prompt = rest[: len(before)] if before else rest
            return "\n".join(prompt), (dimension, checklist)
    raise RequestFaultError('No checklist: "## Sub-capability" lines with "- Facet: question" lines are needed')


@lru_cache(maxsize=128)
def read_checklist(text: str) -> tuple[int, str, Checklist]:
    """The position of the checklist in a text, its dimension ("unknown" if none is recognised), and the checklist.

    Cached, because the text is the same for every picture. A section ends at the first line that is neither a facet nor
    indented, so that later lists (the output format) are not mistaken for facets.
    """
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    start = position = 0
    for line in text.splitlines(keepends=True):
        if heading := _HEADING.match(line):
            current = sections.setdefault(heading[1].strip(), [])
            if not any(sections.values()):
                start = position
        elif current is not None and (facet := _FACET.match(line)):
            if not _SCORING_RULE.match(facet[1]) and facet[1] not in current:
                current.append(facet[1])
        elif current and not line[0].isspace():
            current = None
        position += len(line)
    checklist = tuple((name, tuple(facets)) for name, facets in sections.items() if facets)
    return start, _dimension(checklist, text[:start]), checklist


def _dimension(checklist: Checklist, introduction: str) -> str:
    for sub_capability, _ in checklist:
        if sub_capability in _DIMENSION_OF:
            return _DIMENSION_OF[sub_capability]
    named = {introduction.rfind(dimension): dimension for dimension in _SUB_CAPABILITIES}
    last = max(named)
    return named[last] if last >= 0 else "unknown"


def _max_tokens(document: dict[str, object]) -> int | None:
    limit = document.get("max_completion_tokens", document.get("max_tokens"))
    if limit is None:
        return None
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise RequestFaultError("max_tokens must be at least 1")
    return limit
