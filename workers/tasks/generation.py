"""Stage 2: claim a planned picture → call the endpoint → check, store and record. Also makes the pages' copies."""

from __future__ import annotations

import logging
import uuid

from celery import shared_task

from leaderboard.domain.images.check import ImageFacts, without_metadata
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.submission.seeds import seed_of
from leaderboard.logs import context
from leaderboard.models import GeneratedImage
from leaderboard.pipeline.generation import pictures, renditions
from leaderboard.pipeline.generation.pictures import FailedCall
from leaderboard.pipeline.submission import keys
from leaderboard.pipeline.work import queue, storage_watch, transitions
from leaderboard.pipeline.work.heartbeat import extending_lease
from workers.clients.endpoint.faults import EndpointFault
from workers.generation.endpoints import fetch_picture, image_request
from workers.generation.storing import store_patiently
from workers.process.outages import outlasting

log = logging.getLogger(__name__)


@shared_task(name=queue.GENERATE)
def generate_image(*, key: int) -> None:
    """Fetch one planned picture from its endpoint, unless our storage could not take it."""
    if not outlasting(storage_watch.takes_files):
        outlasting(pictures.put_back, key)
        return
    claim = outlasting(pictures.claim_image, key)
    if claim is None:
        return
    image, token = claim
    context.bind(submission=image.submission_id, stage="generation")
    try:
        seed = seed_of(image.prompt.key, image.language, image.sample)
        request = image_request(image.submission.endpoint, image.prompt.texts[image.language], seed=seed)
    except keys.KeyUnreadable as error:
        transitions.fail(
            image.submission_id, f"{error}. This is a failure on our side and costs no quota.", our_fault=True
        )
        return
    with extending_lease(GeneratedImage, token):
        try:
            facts, data = fetch_picture(request)
        except EndpointFault as fault:
            # The author reads the cause, and the endpoint's words may repeat a hidden prompt.
            cause = fault.summary if image.submission.suite.hidden else str(fault)
            outlasting(pictures.record_failure, image, token, failed_call(fault, cause))
        except ImageFault as fault:
            cause = f"prompt {image.slot}: {fault}"
            outlasting(pictures.record_failure, image, token, FailedCall(cause, retry=True, fatal=False))
            if fault.kind is ImageFaultKind.TOO_COSTLY:
                # Made to keep us busy, as no generator does by accident: no second one is fetched.
                outlasting(transitions.fail, image.submission_id, cause)
        else:
            if image.submission.strip_metadata:
                facts, data = without_metadata(facts, data)
            _store(image, token, facts, data, seed=request.sent_seed)


def _store(image: GeneratedImage, token: uuid.UUID, facts: ImageFacts, data: bytes, *, seed: int | None) -> None:
    try:
        stored = store_patiently(facts, data)
    except ImageFault as fault:  # the operators had this picture taken down
        cause = f"prompt {image.slot}: {fault}"
        outlasting(pictures.record_failure, image, token, FailedCall(cause, retry=False, fatal=False))
    else:
        if stored is None:
            outlasting(pictures.give_back, image, token)
        else:
            outlasting(pictures.record_image, image, token, stored, seed=seed)


def failed_call(fault: EndpointFault, cause: str) -> FailedCall:
    """What the pipeline records of a fault."""
    return FailedCall(
        cause,
        retry=fault.retry,
        fatal=fault.fatal,
        away=fault.away,
        perhaps_prompt=fault.perhaps_prompt,
        account=fault.account,
        retry_after_s=fault.retry_after_s,
    )


@shared_task(name=queue.RENDER)
def render_image(*, key: str) -> None:
    """Make the smaller copies of one stored picture that pages show."""
    if outlasting(storage_watch.takes_files):
        outlasting(renditions.render, key)
