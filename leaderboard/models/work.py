"""The columns that all rows of planned work share: when they are due, and who has claimed them."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models.functions import Now

NEEDS_ADAPTERS: Final = 1
"""Endpoints with an adapter, a key in another place than the bearer token, or a seed of each picture."""

NEEDS_PRACTICE: Final = 1
"""Submissions with the practice subset of their suite: earlier workers would expect whole suites in bundles."""

SENT_PICTURES: Final = 2
"""A bundle whose pictures were sent one by one, until they are checked: it has no zip."""

SEVERAL_SAMPLES: Final = 3
"""Several pictures per prompt: earlier workers would expect one in a bundle, and score each picture as a prompt."""

UNDERSTOOD: Final = SEVERAL_SAMPLES
"""The newest form of submissions and trials that this version's workers process (``needs`` in their rows)."""


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


class SweepFailure(models.Model):
    """Something that the sweeper could not do: it is left out until ``due_at``, and then tried again.

    ``step`` is what it tried, ``row`` names what it tried it on ("submission 17"; "" if the whole step failed). Deleted
    when the step has succeeded. A table of its own, because it may be the row itself that cannot be written.
    """

    step = models.CharField(max_length=40)
    row = models.CharField(max_length=100, blank=True)
    cause = models.TextField()
    attempt = models.PositiveIntegerField()
    failed_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "row"], name="sweep_failure_once")]

    def __str__(self) -> str:
        return f"{self.step}: {self.row}" if self.row else self.step
