"""The columns that all rows of planned work share: when they are due, and who has claimed them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class PlannedWork(models.Model):
    """A row that stands for work: the row is the truth, a queued message only a hint.

    A worker claims the row by setting ``lease_token`` and ``lease_expires_at``, and may record a result only while
    the row still has its token. So redelivered messages and slow or dead workers do no harm.
    """

    due_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
