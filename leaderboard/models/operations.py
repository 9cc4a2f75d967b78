"""What operators have to look at."""

from __future__ import annotations

from django.db import models

from leaderboard.models.clock import Now


class AlertKind(models.TextChoices):
    """STORAGE: it takes no files. FILE: a stored file is lost or damaged."""

    STORAGE = "storage", "storage"
    FILE = "file", "file"


class Alert(models.Model):
    """A fault of ours that lasts: it is deleted when the fault is over. ``subject`` is the path of a FILE.

    ``times`` counts how often it was noticed, last at ``seen_at``.
    """

    kind = models.CharField(max_length=8, choices=AlertKind.choices)
    subject = models.CharField(max_length=300, blank=True)
    cause = models.TextField()
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="alert_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.cause}"
