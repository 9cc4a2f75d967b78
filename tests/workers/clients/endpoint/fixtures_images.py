"""What the tests of the images client share."""

from __future__ import annotations

import base64
from ipaddress import ip_network

from aiohttp import web

from tests.workers.conftest import Handler
from workers.clients.endpoint.images import ImageRequest, ImagesClient, Limits

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
ONE_ADDRESS = (ip_network("127.0.0.1/32"),)
IMAGE = b"\x89PNG\r\n\x1a\n and so on"
IMAGE_B64 = base64.b64encode(IMAGE).decode()
KEY = "sk-made-up-0123456789"


def request_to(base_url: str, *, api_key: str | None = KEY, **fields: object) -> ImageRequest:
    """A request for one image; ``fields`` go into ``extra``."""
    return ImageRequest(f"{base_url}/v1", "painter-1", "a red cube", api_key=api_key, extra=fields)


def client(**limits: float) -> ImagesClient:
    """A client that may reach the local servers."""
    return ImagesClient(allowed=LOOPBACK, limits=Limits(**limits))  # type: ignore[arg-type]


def answering(
    *, status: int = 200, json: object = None, text: str | None = None, headers: dict[str, str] | None = None
) -> Handler:
    """A handler that always gives the same answer."""

    async def handle(_: web.Request) -> web.Response:
        if text is not None:
            return web.Response(status=status, text=text, content_type="text/html", headers=headers)
        return web.json_response(json, status=status, headers=headers)

    return handle
