"""Reading replies, and finding the image in them."""

from __future__ import annotations

import asyncio
import binascii
import json

from leaderboard.domain.submission.json_paths import ABSENT, value_at
from workers.clients.common.excerpts import Secrets, error_text, excerpt
from workers.clients.endpoint.faults import BadReply
from workers.clients.endpoint.guarded_http import Answer

# 64 MiB of empty lists would become 1.4 GB of Python objects. An honest reply is one long string with a few
# fields around it, and base64 contains none of these characters, so counting them first costs little.
_STRUCTURE = (b"[", b"{", b",")
_MAX_STRUCTURE = 100_000
_NOT_JSON = object()

_LARGE = 2**16
"""Bytes of a reply from which it is parsed on a thread: 64 MiB take a second, and the loop serves all other calls."""

_STANDARD_ALPHABET = bytes.maketrans(b"-_", b"+/")
_LINE_BREAKS = b"\r\n\t"


async def image_in(answer: Answer, *, secrets: Secrets) -> bytes | str:
    """The image itself, or its URL. Raises BadReply, without ``secrets`` in its message."""
    if answer.content_type.startswith("image/"):
        if not answer.body:
            raise BadReply(f"the reply is of the type {answer.content_type!r:.60} but empty; expected an image's bytes")
        return answer.body
    if len(answer.body) < _LARGE:
        return image_source(answer.body, secrets=secrets)
    return await asyncio.to_thread(image_source, answer.body, secrets=secrets)


def image_source(body: bytes, *, secrets: Secrets) -> bytes | str:
    """The image in a JSON reply, or its URL. An empty field counts as absent. Raises BadReply."""
    item = _first_item(body, secrets)
    encoded, link = _text(item.get("b64_json")), _text(item.get("url"))
    if encoded:
        return _decoded(encoded)
    if link:
        return _decoded(link) if link.startswith("data:") else link
    raise BadReply("data[0] of the reply has neither b64_json nor url; expected text that is not empty in one of them")


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _first_item(body: bytes, secrets: Secrets) -> dict[str, object]:
    reply = parsed(body, secrets=secrets)
    items = reply.get("data") if isinstance(reply, dict) else None
    if isinstance(items, list) and items and isinstance(items[0], dict):
        return items[0]
    raise BadReply(f'the reply\'s "data" is not a list with one image in it: {words_of(body, secrets)}')


def words_of(body: bytes, secrets: Secrets) -> str:
    """What a reply says, for people."""
    return excerpt(error_text(body[:65_536]), secrets=secrets)


async def document_in(answer: Answer, *, secrets: Secrets) -> object:
    """The JSON of a reply. Raises BadReply."""
    if len(answer.body) < _LARGE:
        return parsed(answer.body, secrets=secrets)
    return await asyncio.to_thread(parsed, answer.body, secrets=secrets)


def parsed(body: bytes, *, secrets: Secrets) -> object:
    """The JSON of a body. Raises BadReply, also for one of so many fields that it would fill the memory."""
    if sum(body.count(mark) for mark in _STRUCTURE) > _MAX_STRUCTURE:
        raise BadReply("the reply holds far more JSON fields than an image needs; expected one image and few fields")
    reply = _parsed(body)
    if reply is _NOT_JSON:
        start = excerpt(body[:400].decode("utf-8", errors="replace"), secrets=secrets, limit=100)
        raise BadReply(f'the reply is not JSON but begins "{start}"; check that the base URL is that of the API')
    return reply


def image_at(path: str, document: object, body: bytes, *, secrets: Secrets) -> bytes | str:
    """The image at a path, or its URL. Of a list, the first. Raises BadReply."""
    value = value_at(path, document)
    if isinstance(value, list) and value:
        value = value[0]
    if value is ABSENT or value is None or value in ("", []):
        raise BadReply(f"the reply has nothing at {path}: {words_of(body, secrets)}")
    if not isinstance(value, str):
        raise BadReply(f"the value at {path} is not a text; expected a link, base64 or a data: URL")
    text = value.strip()
    return text if text.startswith(("https://", "http://")) else _decoded(text)


def _parsed(body: bytes) -> object:
    # Returned and not raised: json's exception would keep the whole reply alive as the cause of ours.
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _NOT_JSON


def _decoded(text: str) -> bytes:
    """The bytes of base64, with or without ``data:image/…;base64,`` in front.

    The standard and the URL-safe alphabet are read, line breaks are skipped, and padding may be missing.
    """
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            raise BadReply("the reply's data: URL is not base64; expected data:image/png;base64,…")
    try:
        encoded = text.encode("ascii").translate(_STANDARD_ALPHABET, _LINE_BREAKS).rstrip(b"=")
        image = binascii.a2b_base64(encoded + b"=" * (-len(encoded) % 4), strict_mode=True)
    except ValueError as error:
        raise BadReply(f"the reply's image is not valid base64 ({_said(error)}); send standard base64") from None
    if not image:
        raise BadReply("the reply's image is empty: its base64 decodes to no bytes at all")
    return image


def _said(error: ValueError) -> str:
    """What is wrong; the message about characters beyond ASCII would repeat all of the text."""
    return "it holds characters beyond ASCII" if isinstance(error, UnicodeError) else str(error)
