"""Keys by which a repeated request is recognised, so that nothing is submitted twice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leaderboard.models.submission import Generator, Submission
from leaderboard.models.texts import LineField


class SubmissionKey(models.Model):
    """The Idempotency-Key that an author sent with a submission.

    ``request_sha256`` is the seal of what the request asked for (pipeline/submission/repeated.py). If the submission
    fails or is rejected, the next request with the key makes another one, which takes its place here.
    """

    generator = models.ForeignKey(Generator, on_delete=models.CASCADE, related_name="submission_keys")
    key = LineField(max_length=100)
    request_sha256 = models.CharField(max_length=64)
    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="request_key")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generator", "key"], name="submission_key_once_per_generator"),
            models.CheckConstraint(condition=~Q(key=""), name="submission_key_not_empty"),
        ]

    def __str__(self) -> str:
        return f"key of {self.submission}"
