"""Stage 2: claiming planned pictures, storing them, and recording failures."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from leaderboard.domain.images.check import ImageFacts
from leaderboard.domain.retry import MAX_RETRY_AFTER_S, RetryPolicy
from leaderboard.files.store import store_once
from leaderboard.models import GeneratedImage, ImageStatus, Outcome, StoredImage
from leaderboard.pipeline.generation import breaker
from leaderboard.pipeline.judging.judging import plan_judging
from leaderboard.pipeline.work import leases, queue, transitions

RETRIES = RetryPolicy(max_attempts=5, base_s=2.0, cap_s=60.0)
"""Per picture: after the fifth failed call it is given up with the last cause."""


def offer_images(submission_id: int, lost_after_s: float | None = None) -> None:
    """Put the next planned pictures into the queue, up to the endpoint's window.

    Args:
        lost_after_s: see ``queue.lost_after_s``, which the sweeper asks; not for every picture, so None waits long.
    """
    lost_after_s = queue.lost_at_last_s() if lost_after_s is None else lost_after_s
    keys = leases.offer_window(GeneratedImage, submission_id, settings.SALON_ENDPOINT_IN_FLIGHT, lost_after_s)
    queue.enqueue_on_commit(queue.GENERATE, keys)


@transaction.atomic
def claim_image(key: int) -> tuple[GeneratedImage, uuid.UUID] | None:
    """Claim one planned picture, unless its endpoint is paused or has its fill of calls in flight."""
    image = (
        GeneratedImage.objects.select_related("submission__endpoint", "submission__suite", "prompt")
        .filter(pk=key, status=ImageStatus.PLANNED, submission__outcome=Outcome.RUNNING)
        .first()
    )
    if image is None:
        return None
    endpoint = image.submission.endpoint
    row = GeneratedImage.objects.filter(pk=key, status=ImageStatus.PLANNED)
    with connection.cursor() as cursor:
        # One at a time per origin, whatever submission they belong to: what is in flight is counted, then added to.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [endpoint.origin])
    endpoint.refresh_from_db(fields=["paused_until", "failures_in_a_row", "refusals_in_a_row"])
    wait_s = breaker.wait_s(endpoint)
    if wait_s:
        row.update(queued_at=None, due_at=timezone.now() + timedelta(seconds=wait_s))
        return None
    token = leases.claim(row)
    if token is None:
        return None
    GeneratedImage.objects.filter(pk=key).update(called_at=timezone.now())
    image.refresh_from_db(fields=["attempt"])
    return image, token


def store_bytes(facts: ImageFacts, data: bytes) -> StoredImage:
    """Store a checked picture under its SHA-256, once; safe to repeat and to race."""
    stored = StoredImage(
        sha256=facts.sha256,
        format=facts.format,
        mode=facts.mode,
        width=facts.width,
        height=facts.height,
        byte_size=facts.byte_size,
    )
    store_once(stored.path, data)
    StoredImage.objects.bulk_create([stored], ignore_conflicts=True)
    return stored


@transaction.atomic
def record_image(image: GeneratedImage, token: uuid.UUID, stored: StoredImage) -> bool:
    """Record the picture of a claimed row and plan its judging; False when the claim is no longer ours."""
    transitions.hold(image.submission_id)
    recorded = GeneratedImage.objects.filter(pk=image.pk, lease_token=token, status=ImageStatus.PLANNED).update(
        status=ImageStatus.STORED, stored=stored, cause="", **leases.NO_LEASE
    )
    if not recorded:
        return False
    breaker.record_success(image.submission_id)
    plan_judging([image], image.submission)
    offer_rendering([stored.sha256])
    transaction.on_commit(lambda: _after_image(image.submission_id), robust=True)
    return True


def offer_rendering(sha256s: list[str]) -> None:
    """Queue the pages' copies of pictures that have none yet."""
    due = StoredImage.objects.filter(sha256__in=sha256s, rendered_at__isnull=True)
    keys = list(due.values_list("sha256", flat=True))
    due.update(queued_at=timezone.now())
    queue.enqueue_on_commit(queue.RENDER, keys)


@transaction.atomic
def record_failure(
    image: GeneratedImage,
    token: uuid.UUID,
    cause: str,
    *,
    retry: bool,
    fatal: bool,
    away: bool = False,
    retry_after_s: float | None = None,
) -> None:
    """Record a failed call: try again later, give the picture up, or end the submission.

    Args:
        retry: whether calling again can help.
        fatal: whether the fault concerns the endpoint as a whole and not this prompt.
        away: whether the endpoint was not there at all, which says nothing of the picture and uses up no attempt.
        retry_after_s: how long the endpoint asked us to wait; all its calls wait then, and no attempt is used up.
    """
    transitions.hold(image.submission_id)
    row = GeneratedImage.objects.filter(pk=image.pk, lease_token=token, status=ImageStatus.PLANNED)
    if not row.update(cause=cause, **leases.NO_LEASE, **_next_state(image, retry or fatal, away, retry_after_s)):
        return
    if retry_after_s:
        breaker.record_wait(image.submission_id, retry_after_s)
    elif fatal:
        breaker.record_refusal(image.submission_id, cause)
    else:
        breaker.record_failure(image.submission_id, cause, passing=retry)
    transaction.on_commit(lambda: _after_image(image.submission_id), robust=True)


def _next_state(image: GeneratedImage, again: bool, away: bool, retry_after_s: float | None) -> dict[str, Any]:
    """The columns that say when the picture is asked for again, or that it is given up."""
    used = image.attempt - 1 if away or retry_after_s else image.attempt
    if retry_after_s:
        delay = min(retry_after_s, MAX_RETRY_AFTER_S)
    elif again and not RETRIES.exhausted(used):
        delay = RETRIES.delay_s(image.attempt, jitter=random.random())  # noqa: S311  # spreads load, guards nothing
    else:
        return {"status": ImageStatus.FAILED}
    return {"queued_at": None, "due_at": timezone.now() + timedelta(seconds=delay), "attempt": used}


def _after_image(submission_id: int) -> None:
    offer_images(submission_id)
    transitions.advance(submission_id)
