"""Stage 2: claiming planned pictures, storing them, and recording failures."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from leaderboard.domain.images import ImageFacts
from leaderboard.domain.retry import RetryPolicy
from leaderboard.models import EndpointRun, GeneratedImage, ImageStatus, Outcome, StoredImage
from leaderboard.pipeline import leases, queue, transitions
from leaderboard.pipeline.judging import plan_judging

RETRIES = RetryPolicy(max_attempts=5, base_s=2.0, cap_s=60.0)
"""Per picture: after the fifth failed call it is given up with the last cause."""

FATAL_FAILURES = 3
"""So many refusals in a row (wrong key, no such model) end the submission: trying on cannot help."""


def offer_images(submission_id: int) -> None:
    """Put the next planned pictures into the queue, up to the endpoint's window."""
    keys = leases.offer_window(GeneratedImage, submission_id, settings.SALON_ENDPOINT_IN_FLIGHT)
    queue.enqueue_on_commit(queue.GENERATE, keys)


@transaction.atomic
def claim_image(key: int) -> tuple[GeneratedImage, uuid.UUID] | None:
    """Claim one planned picture, unless its endpoint is paused or has its fill of calls in flight."""
    image = (
        GeneratedImage.objects.select_related("submission__endpoint", "prompt")
        .filter(pk=key, status=ImageStatus.PLANNED, submission__outcome=Outcome.RUNNING)
        .first()
    )
    if image is None:
        return None
    endpoint = image.submission.endpoint
    row = GeneratedImage.objects.filter(pk=key, status=ImageStatus.PLANNED)
    wait_s = _endpoint_wait_s(endpoint)
    if wait_s:
        row.update(queued_at=None, due_at=timezone.now() + timedelta(seconds=wait_s))
        return None
    token = leases.claim(row)
    if token is None:
        return None
    GeneratedImage.objects.filter(pk=key, called_at__isnull=True).update(called_at=timezone.now())
    image.refresh_from_db(fields=["attempt"])
    return image, token


def _endpoint_wait_s(endpoint: EndpointRun) -> float:
    """Seconds until the endpoint may be called; 0 when it may be called now. Locks the origin until commit."""
    now = timezone.now()
    if endpoint.paused_until and endpoint.paused_until > now:
        return (endpoint.paused_until - now).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [endpoint.origin])
    in_flight = GeneratedImage.objects.filter(
        submission__endpoint__origin=endpoint.origin,
        status=ImageStatus.PLANNED,
        lease_expires_at__gt=now,
    ).count()
    return 1.0 if in_flight >= settings.SALON_ENDPOINT_IN_FLIGHT else 0.0


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
    if not default_storage.exists(stored.path):
        default_storage.save(stored.path, ContentFile(data))
    StoredImage.objects.bulk_create([stored], ignore_conflicts=True)
    return stored


@transaction.atomic
def record_image(image: GeneratedImage, token: uuid.UUID, stored: StoredImage) -> bool:
    """Record the picture of a claimed row and plan its judging; False when the claim is no longer ours."""
    transitions.hold(image.submission_id)
    recorded = GeneratedImage.objects.filter(pk=image.pk, lease_token=token, status=ImageStatus.PLANNED).update(
        status=ImageStatus.STORED, stored=stored, cause="", lease_token=None, lease_expires_at=None
    )
    if not recorded:
        return False
    EndpointRun.objects.filter(submission=image.submission_id, failures_in_a_row__gt=0).update(failures_in_a_row=0)
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
    retry_after_s: float | None = None,
) -> None:
    """Record a failed call: try again later, give the picture up, or end the submission.

    Args:
        retry: whether calling again can help.
        fatal: whether the fault concerns the endpoint as a whole and not this prompt.
        retry_after_s: how long the endpoint asked us to wait; all its calls wait then.
    """
    transitions.hold(image.submission_id)
    again = (retry or fatal) and not RETRIES.exhausted(image.attempt)
    row = GeneratedImage.objects.filter(pk=image.pk, lease_token=token, status=ImageStatus.PLANNED)
    changes: dict[str, object] = {"cause": cause, "lease_token": None, "lease_expires_at": None}
    if again:
        delay = RETRIES.delay_s(image.attempt, jitter=random.random(), retry_after_s=retry_after_s)  # noqa: S311  # spreads load, guards nothing
        changes |= {"queued_at": None, "due_at": timezone.now() + timedelta(seconds=delay)}
    else:
        changes |= {"status": ImageStatus.FAILED}
    if not row.update(**changes):
        return
    _count_failure(image.submission_id, cause, fatal=fatal, retry_after_s=retry_after_s)
    transaction.on_commit(lambda: _after_image(image.submission_id), robust=True)


def _count_failure(submission_id: int, cause: str, *, fatal: bool, retry_after_s: float | None) -> None:
    """The breaker: an endpoint that only fails ends its submission with the cause."""
    endpoints = EndpointRun.objects.filter(submission=submission_id)
    endpoints.update(failures_in_a_row=F("failures_in_a_row") + 1)
    if retry_after_s:
        # Being asked to wait is no failure of the endpoint's; it waits, all its pictures with it.
        until: datetime = timezone.now() + timedelta(seconds=min(retry_after_s, 3600))
        endpoints.update(paused_until=until, failures_in_a_row=F("failures_in_a_row") - 1)
        return
    limit = FATAL_FAILURES if fatal else settings.SALON_ENDPOINT_FAILURES_IN_A_ROW
    if endpoints.filter(failures_in_a_row__gte=limit).exists():
        transitions.fail(submission_id, cause)


def _after_image(submission_id: int) -> None:
    offer_images(submission_id)
    transitions.advance(submission_id)
