"""Stage 1: check an uploaded bundle, and make the one call of "Test endpoint"."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from celery import shared_task
from django.conf import settings

from leaderboard.decoding.pictures import small_copy
from leaderboard.domain.images.faults import ImageFault
from leaderboard.logs import context
from leaderboard.models import EndpointTrial, Submission
from leaderboard.models.generation import THUMBNAIL_SIDE
from leaderboard.pipeline.submission import intake, keys
from leaderboard.pipeline.submission.trials import TRIAL_SEED, claim_trial, record_trial, take_place
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.heartbeat import extending_lease
from workers.clients.endpoint.faults import EndpointFault
from workers.clients.endpoint.requests import ImageRequest
from workers.clients.endpoint.transcripts import Transcript
from workers.generation.endpoints import address_of, fetch_picture, image_request
from workers.process.decoding import in_turn
from workers.process.outages import outlasting

log = logging.getLogger(__name__)


@shared_task(name=queue.CHECK_BUNDLE)
def check_bundle(*, key: int) -> None:
    """Check one uploaded bundle, and accept it or reject it with a report."""
    context.bind(submission=key, stage="submission")
    claim = outlasting(intake.claim_check, key)
    if claim is None:
        return
    submission, token = claim
    with extending_lease(Submission, token):
        recorded = outlasting(intake.take_in, submission, token)
    log.info("bundle of submission %s %s", key, "checked" if recorded else "was checked by another worker")


@shared_task(name=queue.TRY_ENDPOINT)
def try_endpoint(*, key: int) -> None:
    """Make one real call for an author who is testing an endpoint."""
    claim = outlasting(claim_trial, key)
    if claim is None:
        return
    trial, token = claim
    transcript = Transcript()
    try:
        request = image_request(
            trial,
            trial.prompt_text,
            seed=TRIAL_SEED,
            timeout_s=settings.SALON_ENDPOINT_TEST_TIMEOUT_S,
            transcript=transcript,
        )
    except keys.KeyUnreadable as error:
        outlasting(record_trial, key, token, error=f"{error}. This is a failure on our side: try again later.")
        return
    with extending_lease(EndpointTrial, token):
        if not outlasting(take_place, key, token, address_of(request)):
            return
        outcome = _trial_outcome(request)
        exchanges = [asdict(exchange) for exchange in transcript.exchanges(request.hidden)]
        outlasting(record_trial, key, token, exchanges=exchanges, **outcome)


def _trial_outcome(request: ImageRequest) -> dict[str, Any]:
    """Make the call; returns what ``record_trial`` records of it."""
    try:
        facts, data = fetch_picture(request)
        picture = in_turn(small_copy, data, max_side=THUMBNAIL_SIDE)
    except (EndpointFault, ImageFault) as fault:
        return {"error": str(fault)}
    described = f"{facts.format}, {facts.width}×{facts.height} px, {facts.byte_size / 1024:.0f} KiB"
    return {"picture": picture, "facts": described}
