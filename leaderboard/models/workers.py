"""The processes of the site, as operators see them."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from leaderboard.models.clock import Now


class Worker(models.Model):
    """A process by its name (queue@machine; web@ and beat@ too); it reports itself several times a minute.

    - ``clock_ahead_s``: by how much its machine's clock is ahead of the database's, in seconds; negative when behind.
    - ``judge_calls``: its calls in flight by the judge's name.
    - ``redis``: the identity of the Redis that it uses; "" if that did not answer.
    """

    name = models.CharField(max_length=300, unique=True)
    seen_at = models.DateTimeField(db_default=Now())
    clock_ahead_s = models.FloatField()
    judge_calls = models.JSONField(default=dict, db_default={})
    redis = models.CharField(max_length=40, default="", db_default="", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def clock_is_off(self) -> bool:
        """By more than NTP ever leaves."""
        return abs(self.clock_ahead_s) > CLOCK_TOLERANCE.total_seconds()


CLOCK_TOLERANCE = timedelta(seconds=1)
