"""Stage 3: the judges themselves: the servers that answer for a profile, and a profile's own noise."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from leaderboard.models.suites import JudgeProfile


class JudgeServer(models.Model):
    """A judge at one address, as the workers last saw it, for one profile.

    ``looked_at``: when it was last compared with the profile; ``seen_at``: when a worker last had it on its list.
    ``items`` are those of the last comparison with the profile: [{"name", "ok", "found", "advice"}, …]. ``refusal``
    and ``drift`` say why it gets no work ("" when it does): it is not the profile's judge, or its scores on the canary
    pictures left their bands. ``canary`` are the last canary's means: [[dimension or "", mean], …].
    """

    name = models.CharField(max_length=300)
    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.CASCADE, related_name="servers")
    looked_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    items = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    canary_due_at = models.DateTimeField(default=timezone.now)
    canary_at = models.DateTimeField(null=True)
    canary = models.JSONField(default=list)
    drift = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "judge_profile"], name="judge_server_once_per_profile")]

    def __str__(self) -> str:
        return f"{self.name} for {self.judge_profile}"


class Repeatability(models.Model):
    """One measurement of a profile's noise: the same pictures judged several times. Written once, never changed.

    ``pictures``: [{"prompt": key, "language", "sha256"}, …]; the first ``canary_pictures`` of them are the canary's.
    ``report``: {"alone" | "together" | "across": {"facets": [[dimension, sub-capability, facet, flipped, compared], …],
    "levels": [[dimension or "", change of a picture, change of the set's mean], …]}}. ``bands``:
    [[dimension or "", centre, half width], …] of the canary pictures.
    """

    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.CASCADE, related_name="repeatabilities")
    measured_at = models.DateTimeField(auto_now_add=True)
    server = models.CharField(max_length=300)
    rounds = models.PositiveIntegerField()
    in_flight = models.PositiveIntegerField()
    pictures = models.JSONField()
    canary_pictures = models.PositiveIntegerField()
    calls = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    report = models.JSONField()
    bands = models.JSONField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"repeatability of {self.judge_profile} at {self.measured_at:%Y-%m-%d %H:%M}"
