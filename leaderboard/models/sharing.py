"""Secret links with which authors show private results to people without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from leaderboard.models.submission import Submission


class ShareLink(models.Model):
    """A read-only link to one submission, or to a comparison of several. Only the SHA-256 of its secret is stored."""

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="share_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="share_link_expires"),
        ]

    def __str__(self) -> str:
        return f"share link {self.pk}"


class SharedSubmission(models.Model):
    """A submission behind a link; of several, the one at position 0 is compared with the others."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="shared")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="share_links")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["link", "submission"], name="shared_submission_once"),
            models.UniqueConstraint(fields=["link", "position"], name="shared_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} behind {self.link}"
