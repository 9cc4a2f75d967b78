"""Bundles that authors send straight to the bucket, before they become submissions."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.models.submission import Generator, Submission
from leaderboard.models.suites import PromptSuite


class UploadSession(models.Model):
    """An upload in parts: open until it is complete, given up or past ``expires_at``. An author has one at a time.

    ``name`` is the file's in the storage, ``store_id`` what the store calls the upload ("" until it has begun).
    ``fingerprint`` is the client's own mark of the file, by which it is recognised when the upload goes on later.
    ``facts`` is what the author states about the submission (leaderboard/pipeline/submission/facts.py).
    ``byte_size`` and ``part_bytes`` (the size of all parts but the last) are in bytes. An upload that ended without a
    submission has a cause.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    generator = models.ForeignKey(Generator, on_delete=models.CASCADE, related_name="uploads")
    suite = models.ForeignKey(PromptSuite, on_delete=models.CASCADE)
    languages = ArrayField(models.CharField(max_length=10))
    strip_metadata = models.BooleanField(default=False)
    practice = models.BooleanField(default=False, db_default=False)
    pictures_per_prompt = models.PositiveSmallIntegerField(default=1, db_default=1)
    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=100, blank=True)
    facts = models.JSONField(default=dict, db_default={}, blank=True)
    byte_size = models.BigIntegerField()
    part_bytes = models.PositiveIntegerField()
    name = models.CharField(max_length=100, unique=True)
    store_id = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    cause = models.TextField(blank=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="upload"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(ended_at__isnull=True), name="upload_one_at_a_time"),
            models.CheckConstraint(condition=Q(byte_size__gt=0, part_bytes__gt=0), name="upload_has_bytes"),
            models.CheckConstraint(
                condition=Q(pictures_per_prompt__gte=1, pictures_per_prompt__lte=MOST_SAMPLES),
                name="upload_pictures_per_prompt_in_range",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, submission__isnull=True, cause="")
                | (Q(ended_at__isnull=False) & (Q(submission__isnull=False) | ~Q(cause=""))),
                name="upload_end_has_a_submission_or_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(ended_at__isnull=True), name="upload_open"),
            models.Index(fields=["owner", "created_at"], name="upload_of_owner"),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"
