"""Leases: claiming rows of planned work for a time, by conditional updates."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable

from leaderboard.models.clock import Now
from leaderboard.models.work import PlannedWork

NO_LEASE: dict[str, None] = {"lease_token": None, "lease_expires_at": None}
"""The columns that an update sets when it releases a claimed row."""

Row = TypeVar("Row", bound=PlannedWork)


def claim(rows: QuerySet[Row], **columns: Any) -> uuid.UUID | None:
    """Claim the rows that are due and unclaimed; returns the lease token, None if there are none.

    ``columns`` are set in the same statement, on rows that are claimed.

    PostgreSQL evaluates the update's WHERE again once it has the row's lock, so of two workers with the same message
    one wins.
    """
    token = uuid.uuid4()
    claimed = rows.filter(unclaimed(), due_at__lte=Now()).update(
        queued_at=None,  # its message has arrived: if the lease expires, the row can be offered again at once
        lease_token=token,
        lease_expires_at=_end_of_lease(),
        attempt=F("attempt") + 1,
        **columns,
    )
    return token if claimed else None


def extend(model: type[PlannedWork], tokens: Iterable[uuid.UUID]) -> int:
    """Extend the leases of a living worker; returns how many rows it still holds."""
    return model._default_manager.filter(lease_token__in=list(tokens)).update(lease_expires_at=_end_of_lease())


def unclaimed() -> Q:
    """Rows without a lease, or whose lease has expired."""
    return Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lte=Now())


def _end_of_lease() -> Combinable:
    return Now() + timedelta(seconds=settings.SALON_LEASE_S)
