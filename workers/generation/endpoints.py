"""Asking a generator endpoint for one picture: the worker's client, the request of a row, and the checked reply."""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from leaderboard.decoding.pictures import inspect
from leaderboard.domain.images.check import ImageFacts
from leaderboard.domain.images.faults import ImageFault
from leaderboard.models import EndpointRun, EndpointTrial, TallyName
from leaderboard.pipeline.submission import keys
from leaderboard.telemetry import spans
from workers.clients.common.excerpts import redacted
from workers.clients.endpoint.faults import EndpointFault, Unforeseen
from workers.clients.endpoint.images import ImageRequest, ImagesClient, Limits
from workers.clients.endpoint.transcripts import Transcript
from workers.process import counting, once
from workers.process.decoding import in_turn
from workers.process.event_loop import close_at_shutdown, wait_for

log = logging.getLogger(__name__)


@once
def client() -> ImagesClient:
    """The process's guarded client, with the operator's limits and allowed address ranges."""
    endpoints = ImagesClient(
        limits=Limits(total_s=settings.SALON_ENDPOINT_TIMEOUT_S),
        allowed=settings.SALON_ENDPOINT_ALLOWED_RANGES,
    )
    close_at_shutdown(endpoints.close)
    return endpoints


def image_request(
    endpoint: EndpointRun | EndpointTrial,
    prompt: str,
    *,
    seed: int,
    timeout_s: float | None = None,
    transcript: Transcript | None = None,
) -> ImageRequest:
    """The request that asks the row's endpoint for this prompt.

    Args:
        seed: for the picture, if the endpoint takes one.
        timeout_s: for the whole call, in seconds; None: ENDPOINT_TIMEOUT_S.
        transcript: gets what is sent and received.

    Raises:
        KeyUnreadable: when the row's configuration was sealed under another KEY_SECRET.
    """
    configuration = keys.configuration_of(endpoint)
    return ImageRequest(
        base_url=configuration.base_url,
        model=endpoint.model,
        api_key=configuration.api_key or None,
        prompt=prompt,
        size=endpoint.size or None,
        extra=configuration.extra,
        secrets=configuration.secrets,
        timeout_s=timeout_s,
        auth=configuration.auth,
        adapter=configuration.adapter,
        seed=seed,
        transcript=transcript,
    )


def address_of(request: ImageRequest) -> str:
    """The resolved address of a request's endpoint, as limits count it."""
    return wait_for(client().address(request.base_url))


def fetch_picture(request: ImageRequest) -> tuple[ImageFacts, bytes]:
    """Call the endpoint and check what it sent; returns the picture's facts and bytes.

    Raises:
        EndpointFault: when the call gave no picture. Whatever else was raised is an ``Unforeseen`` one, so that every
            failed call is recorded and counted.
        ImageFault: when what it gave is not a picture that may be stored.
    """
    with _counted():
        return _fetch_picture(request)


def _fetch_picture(request: ImageRequest) -> tuple[ImageFacts, bytes]:
    try:
        data = wait_for(client().generate(request))
        return in_turn(inspect, data), data
    except (EndpointFault, ImageFault):
        raise
    except Exception as error:  # noqa: BLE001  # a call without a record would be made again until the deadline
        # Not logged by itself: messages of URL and HTTP libraries repeat what they could not read, keys included.
        log.error("a call ended unforeseen:\n%s", redacted("".join(traceback.format_exception(error)), request.hidden))
        kind = type(error).__name__
    raise Unforeseen(f"the call ended with an error that was not foreseen ({kind}); the site's log has the details")


@contextmanager
def _counted() -> Iterator[None]:
    """Count the call for monitoring: as a picture, or by the kind of its fault."""
    begun, outcome = time.monotonic(), "picture"
    try:
        with spans.span("endpoint call", "client"):
            yield
    except (EndpointFault, ImageFault) as fault:
        outcome = re.sub(r"(?<!^)(?=[A-Z])", "_", type(fault).__name__).lower()
        raise
    finally:
        counting.count(TallyName.ENDPOINT_CALLS, outcome)
        counting.count(TallyName.ENDPOINT_SECONDS, outcome, time.monotonic() - begun)
