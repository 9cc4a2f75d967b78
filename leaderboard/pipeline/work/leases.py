"""Claiming rows of planned work, and offering them to the queue, by conditional updates."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from leaderboard.models.work import PlannedWork

NO_LEASE: dict[str, None] = {"lease_token": None, "lease_expires_at": None}
"""The columns that an update sets when it gives a claimed row back."""

Row = TypeVar("Row", bound=PlannedWork)


def claim(due: QuerySet[Row]) -> uuid.UUID | None:
    """Claim the given row(s) if they are due and nobody holds them; returns the lease token.

    The update's WHERE is evaluated again under the row's lock, so of two workers with the same message one wins.
    """
    now = timezone.now()
    token = uuid.uuid4()
    claimed = due.filter(_free(now), due_at__lte=now).update(
        # Its message has arrived: if the lease runs out, nothing has to be waited for.
        queued_at=None,
        lease_token=token,
        lease_expires_at=now + timedelta(seconds=settings.SALON_LEASE_S),
        attempt=F("attempt") + 1,
    )
    return token if claimed else None


def extend(model: type[PlannedWork], tokens: Iterable[uuid.UUID]) -> int:
    """Prolong leases that a living worker still holds; returns how many rows were prolonged."""
    expires = timezone.now() + timedelta(seconds=settings.SALON_LEASE_S)
    return model._default_manager.filter(lease_token__in=list(tokens)).update(lease_expires_at=expires)


def offerable(now: datetime, lost_after_s: float) -> Q:
    """Rows that are due, free, and not in the queue; a message that was sent so many seconds ago counts as lost."""
    stale = now - timedelta(seconds=lost_after_s)
    return Q(due_at__lte=now) & _free(now) & (Q(queued_at__isnull=True) | Q(queued_at__lt=stale))


def offer_window(model: type[Model], submission_id: int, window: int, lost_after_s: float) -> list[int]:
    """Mark the submission's next planned rows as queued, so that at most ``window`` are queued or being worked on.

    A row whose message was sent more than ``lost_after_s`` ago and that nobody has claimed is not queued any more.
    What was tried least comes first, so that an outage does not use up one row's attempts.
    One statement: it runs once per finished picture. Two callers at once may overshoot the window by what they
    picked, never offer a row twice (SKIP LOCKED).
    """
    now = timezone.now()
    stale = now - timedelta(seconds=lost_after_s)
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"""
        WITH outstanding AS (
            SELECT count(*) AS rows FROM {table}
            WHERE submission_id = %(submission)s AND status = 'planned'
              AND (queued_at > %(stale)s OR lease_expires_at > %(now)s)
        ), picked AS (
            SELECT id FROM {table}
            WHERE submission_id = %(submission)s AND status = 'planned' AND due_at <= %(now)s
              AND (queued_at IS NULL OR queued_at <= %(stale)s)
              AND (lease_expires_at IS NULL OR lease_expires_at <= %(now)s)
            ORDER BY attempt, id
            LIMIT greatest(0, %(window)s - (SELECT rows FROM outstanding))
            FOR UPDATE SKIP LOCKED
        )
        UPDATE {table} AS work SET queued_at = %(now)s FROM picked WHERE work.id = picked.id
        RETURNING work.id
    """  # noqa: S608  # the table's name is the model's own; all values are parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, {"submission": submission_id, "now": now, "stale": stale, "window": window})
        return sorted(row[0] for row in cursor.fetchall())


def _free(now: datetime) -> Q:
    return Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lte=now)
