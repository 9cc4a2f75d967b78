"""The circuit breaker of an endpoint: how long its failures pause the calls, and when a submission stops calling it.

A failure that may be temporary begins a *round*: all calls to the endpoint pause, longer with every round, and until
one succeeds only one call at a time is made. Calls that were in flight when the pause began belong to the same round,
so an outage of a second counts as one round, however many calls it hit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Greatest

from leaderboard.domain.retry import MAX_RETRY_AFTER_S, RetryPolicy
from leaderboard.models import EndpointRun, GeneratedImage, ImageStatus, clock
from leaderboard.models.clock import Now
from leaderboard.models.generation import NOT_TRIED
from leaderboard.pipeline.work import leases, transitions

PAUSES = RetryPolicy(max_attempts=1, base_s=2.0, cap_s=60.0)
"""The pause of each round: 2 s, 4 s, … up to a minute."""

FATAL_REFUSALS = 3
"""The number of refusals in a row (wrong key, unknown model) after which calls end."""

ACCOUNT_PAUSES = RetryPolicy(max_attempts=7, base_s=60.0, cap_s=600.0)
"""An account that cannot pay may be topped up. After the seventh refusal in a row calls end: 35 minutes of pauses, and
within the hour even if each refusal takes as long as a call may."""

PATIENCE = 6
"""By how much the limit of rounds is multiplied for an endpoint that has delivered a picture; this allows for an outage
of about an hour. After that the missing pictures are abandoned, and the others are judged."""


def record_success(submission_id: int) -> None:
    """A picture was delivered: both counts start again at 0."""
    endpoint = EndpointRun.objects.filter(submission=submission_id)
    endpoint.exclude(failures_in_a_row=0, refusals_in_a_row=0, delivered=True).update(
        failures_in_a_row=0, refusals_in_a_row=0, delivered=True
    )


def record_wait(submission_id: int, retry_after_s: float) -> None:
    """The endpoint asked us to wait: all its calls wait, but this is not a failure."""
    until = Now() + timedelta(seconds=min(retry_after_s, MAX_RETRY_AFTER_S))
    # The longer of two waits counts, whichever was recorded last.
    longest = Greatest(Coalesce(F("paused_until"), until), until)
    EndpointRun.objects.filter(submission=submission_id).update(paused_until=longest)


def record_refusal(submission_id: int, cause: str, called_at: datetime | None, *, account: bool) -> None:
    """Count a fault of the endpoint as a whole, such as a wrong key; the third in a row ends the calls.

    Args:
        account: whether the endpoint's account cannot pay, which is waited for.
    """
    now = clock.read()
    endpoint = EndpointRun.objects.get(submission=submission_id)
    if _is_counted(endpoint, called_at):
        return
    endpoint.refusals_in_a_row += 1
    pauses, limit = (ACCOUNT_PAUSES, ACCOUNT_PAUSES.max_attempts) if account else (PAUSES, FATAL_REFUSALS)
    endpoint.paused_until = now + timedelta(seconds=pauses.longest_s(endpoint.refusals_in_a_row))
    endpoint.save(update_fields=["refusals_in_a_row", "paused_until"])
    if endpoint.refusals_in_a_row >= limit:
        _end(submission_id, cause, delivered=has_delivered(submission_id))


def record_failure(submission_id: int, cause: str, called_at: datetime | None, *, passing: bool) -> None:
    """Count a failed call. The caller holds the submission's lock (``transitions.hold``), so no count is lost.

    Args:
        called_at: when the call began.
        passing: whether the call may succeed later. A refused prompt will not succeed; after the endpoint has
            delivered a picture, a refused prompt is not the endpoint's failure and is not counted.
    """
    now = clock.read()
    endpoint = EndpointRun.objects.get(submission=submission_id)
    delivered = has_delivered(submission_id)
    if (delivered and not passing) or _is_counted(endpoint, called_at):
        return
    endpoint.refusals_in_a_row = 0
    endpoint.failures_in_a_row += 1
    if passing:
        endpoint.paused_until = now + timedelta(seconds=PAUSES.longest_s(endpoint.failures_in_a_row))
    endpoint.save(update_fields=["refusals_in_a_row", "failures_in_a_row", "paused_until"])
    limit = settings.SALON_ENDPOINT_FAILURES_IN_A_ROW * (PATIENCE if delivered else 1)
    if endpoint.failures_in_a_row >= limit:
        _end(submission_id, cause, delivered=delivered)


def has_delivered(submission_id: int) -> bool:
    """Whether the submission's endpoint has delivered a picture."""
    return GeneratedImage.objects.filter(submission=submission_id, status=ImageStatus.STORED).exists()


def _end(submission_id: int, cause: str, *, delivered: bool) -> None:
    """Stop calling. Delivered pictures are still judged: perhaps only the last few prompts always fail."""
    if not delivered:
        transitions.fail(submission_id, cause)
        return
    planned = GeneratedImage.objects.filter(submission=submission_id, status=ImageStatus.PLANNED)
    planned.filter(cause="").update(cause=f"{NOT_TRIED}{cause}")
    planned.update(status=ImageStatus.FAILED, **leases.NO_LEASE)


def wait_s(endpoint: EndpointRun, image: GeneratedImage) -> float:
    """Seconds until this picture may be requested; 0 if it may be requested now."""
    now = clock.read()
    if endpoint.paused_until and endpoint.paused_until > now:
        return (endpoint.paused_until - now).total_seconds()
    failing = endpoint.failures_in_a_row + endpoint.refusals_in_a_row > 0
    probing = failing and _in_flight(now).filter(submission=endpoint.submission_id).exists()
    full = (
        _in_flight(now).filter(submission__endpoint__origin=endpoint.origin).count()
        >= settings.SALON_ENDPOINT_IN_FLIGHT
    )
    return 1.0 if probing or full or _comes_later(endpoint, image) else 0.0


def _comes_later(endpoint: EndpointRun, image: GeneratedImage) -> bool:
    """Whether this picture was queued before its endpoint failed, and one whose call failed comes first now.

    That is the order in which pictures of a failing endpoint are offered (``offering.py``).
    """
    repeating = (endpoint.failures_in_a_row + endpoint.refusals_in_a_row) % 2 == 1
    if not repeating or image.cause:
        return False
    failed = GeneratedImage.objects.filter(submission=endpoint.submission_id, status=ImageStatus.PLANNED)
    return failed.exclude(cause="").filter(leases.unclaimed(), due_at__lte=Now()).exists()


def _in_flight(now: datetime) -> QuerySet[GeneratedImage]:
    return GeneratedImage.objects.filter(status=ImageStatus.PLANNED, lease_expires_at__gt=now)


def _is_counted(endpoint: EndpointRun, called_at: datetime | None) -> bool:
    """Whether the call began before the last pause ended: no calls begin in a pause, so it was already in flight."""
    return bool(called_at and endpoint.paused_until and called_at < endpoint.paused_until)
