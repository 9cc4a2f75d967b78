"""Finding the image in a JSON reply of the images API."""

from __future__ import annotations

import binascii
import json

from workers.clients.common.excerpts import error_text, excerpt
from workers.clients.endpoint.faults import BadReply

# 64 MiB of empty lists would become 1.4 GB of Python objects. An honest reply is one long string with a few
# fields around it, and base64 contains none of these characters, so counting them first costs little.
_STRUCTURE = (b"[", b"{", b",")
_MAX_STRUCTURE = 100_000
_NOT_JSON = object()


def image_source(body: bytes, *, secret: str | None) -> bytes | str:
    """The image itself, or its URL. Raises BadReply, without ``secret`` in its message."""
    item = _first_item(body, secret)
    encoded, link = item.get("b64_json"), item.get("url")
    if isinstance(encoded, str):
        return _decoded(encoded)
    if isinstance(link, str):
        return _decoded(link) if link.startswith("data:") else link
    raise BadReply("data[0] of the reply has neither b64_json nor url; expected one of them to be a string")


def _first_item(body: bytes, secret: str | None) -> dict[str, object]:
    if sum(body.count(mark) for mark in _STRUCTURE) > _MAX_STRUCTURE:
        raise BadReply("the reply holds far more JSON fields than an image needs; expected data[0].b64_json or url")
    reply = _parsed(body)
    if reply is _NOT_JSON:
        start = excerpt(body[:400].decode("utf-8", errors="replace"), secret=secret, limit=100)
        raise BadReply(f'the reply is not JSON but begins "{start}"; check that the base URL is that of the API')
    items = reply.get("data") if isinstance(reply, dict) else None
    if isinstance(items, list) and items and isinstance(items[0], dict):
        return items[0]
    words = excerpt(error_text(body[:65_536]), secret=secret)
    raise BadReply(f'the reply\'s "data" is not a list with one image in it: {words}')


def _parsed(body: bytes) -> object:
    # Returned and not raised: json's exception would keep the whole reply alive as the cause of ours.
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _NOT_JSON


def _decoded(text: str) -> bytes:
    """The bytes of strict base64, with or without ``data:image/…;base64,`` in front."""
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            raise BadReply("the reply's data: URL is not base64; expected data:image/png;base64,…")
    try:
        image = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise BadReply(f"the reply's image is not valid base64 ({error}); send standard base64 with padding") from None
    if not image:
        raise BadReply("the reply's image is empty: its base64 decodes to no bytes at all")
    return image
