"""What a generation worker holds for its whole life: the client for generator endpoints."""

from __future__ import annotations

from django.conf import settings

from workers.clients.endpoint.images import ImagesClient, Limits
from workers.process.event_loop import close_at_shutdown
from workers.process.once import once


@once
def client() -> ImagesClient:
    """The guarded client, with the operator's limits and allowed address ranges."""
    endpoints = ImagesClient(
        limits=Limits(total_s=settings.SALON_ENDPOINT_TIMEOUT_S),
        allowed=settings.SALON_ENDPOINT_ALLOWED_RANGES,
    )
    close_at_shutdown(endpoints.close)
    return endpoints
