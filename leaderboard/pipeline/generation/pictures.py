"""Stage 2: claiming planned pictures, storing them, and recording failed calls."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, FloatField
from django.db.models.functions import Extract

from leaderboard.domain.images.check import ImageFacts
from leaderboard.domain.images.faults import ImageFault
from leaderboard.domain.retry import MAX_RETRY_AFTER_S, RetryPolicy
from leaderboard.files.store import store_once
from leaderboard.models import GeneratedImage, ImageStatus, Outcome, StoredImage
from leaderboard.models.clock import Now
from leaderboard.models.work import UNDERSTOOD
from leaderboard.pipeline.generation import breaker, deletion, offering
from leaderboard.pipeline.judging.judging import plan_judging
from leaderboard.pipeline.work import leases, queue, transitions
from leaderboard.pipeline.work.locks import lock_name

RETRIES = RetryPolicy(max_attempts=5, base_s=2.0, cap_s=60.0)
"""Attempts per picture: after the fifth failed call it is abandoned, with the cause of that call.

Calls that our workers did not finish do not count.
"""

_SECONDS_SINCE_CALL = Extract(
    ExpressionWrapper(Now() - F("called_at"), DurationField()), "epoch", output_field=FloatField()
)


@dataclass(frozen=True, slots=True)
class FailedCall:
    """Why a call returned no picture, and whether a retry can help.

    ``cause`` is shown to the author. ``retry``: the same call may succeed later. ``fatal``: the fault concerns the
    endpoint as a whole and not this prompt. ``perhaps_prompt``: once the endpoint has delivered, it may concern this
    prompt only. ``account``: the endpoint's account cannot pay; ``away``: the endpoint was unreachable; both do not
    count against the picture. ``retry_after_s``: the wait in seconds that the endpoint asked for; all its calls wait,
    and it is not a failure.
    """

    cause: str
    retry: bool
    fatal: bool
    away: bool = False
    perhaps_prompt: bool = False
    account: bool = False
    retry_after_s: float | None = None


@transaction.atomic
def claim_image(image_id: int) -> tuple[GeneratedImage, uuid.UUID] | None:
    """Claim one planned picture; None while its endpoint is paused or has as many calls in flight as allowed."""
    image = (
        GeneratedImage.objects.select_related("submission__endpoint", "submission__suite", "prompt")
        .filter(pk=image_id, status=ImageStatus.PLANNED, submission__outcome=Outcome.RUNNING)
        .filter(submission__needs__lte=UNDERSTOOD)
        .first()
    )
    if image is None:
        return None
    endpoint = image.submission.endpoint
    row = GeneratedImage.objects.filter(pk=image_id, status=ImageStatus.PLANNED)
    # One claim at a time per origin, over all its submissions: calls in flight are counted, then one is added.
    offering.lock_origin(endpoint.origin)
    endpoint.refresh_from_db(fields=["paused_until", "failures_in_a_row", "refusals_in_a_row"])
    wait_s = breaker.wait_s(endpoint, image)
    if wait_s:
        row.update(queued_at=None, due_at=Now() + timedelta(seconds=wait_s))
        return None
    token = leases.claim(row, called_at=Now())
    if token is None:
        return None
    image.refresh_from_db(fields=["attempt", "called_at", "failures"])
    return image, token


def put_back(image_id: int) -> None:
    """Remove a picture that cannot be requested now from the queue; it stays due."""
    GeneratedImage.objects.filter(pk=image_id, status=ImageStatus.PLANNED).update(queued_at=None)


def give_back(image: GeneratedImage, token: uuid.UUID) -> None:
    """Release a claimed picture that we failed to store; this does not count against the endpoint."""
    held = GeneratedImage.objects.filter(pk=image.pk, lease_token=token, status=ImageStatus.PLANNED)
    held.update(queued_at=None, **leases.NO_LEASE)


def store_bytes(facts: ImageFacts, data: bytes) -> StoredImage:
    """Store a checked picture under its SHA-256; safe to repeat and to race, also against deletions.

    Raises:
        ImageFault: when operators have taken this picture down.
    """
    known = deletion.restore_row(facts.sha256)
    stored = StoredImage(
        sha256=facts.sha256,
        format=facts.format,
        mode=facts.mode,
        width=facts.width,
        height=facts.height,
        byte_size=facts.byte_size,
        metadata=list(facts.metadata),
    )
    is_new = store_once(stored.path, data)
    with transaction.atomic():
        lock_name(stored.path)
        StoredImage.objects.bulk_create([stored], ignore_conflicts=True)
    if not (known or is_new):
        # A file without a row: until the row was there, tidying might have deleted it.
        store_once(stored.path, data)
    try:
        deletion.refuse_taken_down(facts.sha256)
    except ImageFault:
        deletion.delete_files(facts.sha256)  # the takedown may have deleted them before this one was stored
        raise
    return stored


@transaction.atomic
def record_image(image: GeneratedImage, token: uuid.UUID, stored: StoredImage, *, seed: int | None = None) -> bool:
    """Record the picture of a claimed row and plan its judging; False when the claim is no longer held.

    Args:
        seed: what the endpoint got as the picture's seed, if anything.
    """
    transitions.hold(image.submission_id)
    recorded = GeneratedImage.objects.filter(pk=image.pk, lease_token=token, status=ImageStatus.PLANNED).update(
        status=ImageStatus.STORED,
        stored=stored,
        cause="",
        seconds=_SECONDS_SINCE_CALL,
        seed=seed,
        **leases.NO_LEASE,
    )
    if not recorded:
        return False
    breaker.record_success(image.submission_id)
    plan_judging([image], image.submission)
    offer_rendering([stored.sha256])
    transaction.on_commit(lambda: _after_image(image.submission_id), robust=True)
    return True


def offer_rendering(sha256s: list[str]) -> None:
    """Enqueue making the pages' copies of pictures that have none yet."""
    unrendered = StoredImage.objects.filter(sha256__in=sha256s, rendered_at__isnull=True)
    to_render = list(unrendered.values_list("sha256", flat=True))
    unrendered.update(queued_at=Now())
    queue.enqueue_on_commit(queue.RENDER, to_render)


@transaction.atomic
def record_failure(image: GeneratedImage, token: uuid.UUID, failure: FailedCall) -> None:
    """Record a failed call: retry later, abandon the picture, or end the submission."""
    transitions.hold(image.submission_id)
    row = GeneratedImage.objects.filter(pk=image.pk, lease_token=token, status=ImageStatus.PLANNED)
    if failure.fatal and failure.perhaps_prompt and breaker.has_delivered(image.submission_id):
        failure = replace(failure, fatal=False, retry=True)
    if not row.update(cause=failure.cause, **leases.NO_LEASE, **_next_state(image, failure)):
        return
    if failure.retry_after_s:
        breaker.record_wait(image.submission_id, failure.retry_after_s)
    elif failure.fatal:
        breaker.record_refusal(image.submission_id, failure.cause, image.called_at, account=failure.account)
    else:
        breaker.record_failure(image.submission_id, failure.cause, image.called_at, passing=failure.retry)
    transaction.on_commit(lambda: _after_image(image.submission_id), robust=True)


def _next_state(image: GeneratedImage, failure: FailedCall) -> dict[str, Any]:
    """The columns that say when the picture is requested again, or that it is abandoned."""
    counts = not (failure.away or failure.account or failure.retry_after_s)
    failures = image.failures + 1 if counts else image.failures
    if failure.retry_after_s:
        delay_s = min(failure.retry_after_s, MAX_RETRY_AFTER_S)
    elif (failure.retry or failure.fatal) and not RETRIES.exhausted(failures):
        # A fatal fault says nothing about this picture: it stays planned until the breaker ends the submission.
        jitter = random.random()  # noqa: S311  # spreads load, guards nothing
        delay_s = RETRIES.delay_s(max(1, failures), jitter=jitter)
    else:
        return {"status": ImageStatus.FAILED, "failures": failures}
    return {"queued_at": None, "due_at": Now() + timedelta(seconds=delay_s), "failures": failures}


def _after_image(submission_id: int) -> None:
    offering.offer_after_call(submission_id)
    transitions.advance(submission_id)
