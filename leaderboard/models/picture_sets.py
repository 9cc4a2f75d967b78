"""Pictures that authors send one by one, before they become a submission."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.models.generation import StoredImage
from leaderboard.models.submission import Generator, Submission
from leaderboard.models.suites import Prompt, PromptSuite
from leaderboard.models.teams import Team


class PictureSet(models.Model):
    """What an author will submit: the pictures of every prompt and language, each named by its SHA-256.

    Its pictures never change. It is open until it is submitted, discarded or past ``expires_at``; one that ended
    without a submission has a cause. ``digest`` is over everything that decides what is sent, so that the same
    announcement is recognised. ``practice``: only the suite's practice subset. ``manifest``: the author's own facts, as
    in a bundle's ``manifest.json``. ``facts``: what the author states about the submission
    (``SubmissionFacts.as_json``), as announced last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="picture_sets")
    generator = models.ForeignKey(Generator, on_delete=models.CASCADE, related_name="picture_sets")
    suite = models.ForeignKey(PromptSuite, on_delete=models.CASCADE)
    languages = ArrayField(models.CharField(max_length=10))
    strip_metadata = models.BooleanField(default=False)
    practice = models.BooleanField(default=False)
    pictures_per_prompt = models.PositiveSmallIntegerField(default=1, db_default=1)
    manifest = models.JSONField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    byte_size = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    cause = models.TextField(blank=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="picture_set"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "digest"], condition=Q(ended_at__isnull=True), name="picture_set_announced_once"
            ),
            models.CheckConstraint(condition=Q(byte_size__gt=0), name="picture_set_has_bytes"),
            models.CheckConstraint(
                condition=Q(pictures_per_prompt__gte=1, pictures_per_prompt__lte=MOST_SAMPLES),
                name="picture_set_pictures_per_prompt_in_range",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, submission__isnull=True, cause="")
                | (Q(ended_at__isnull=False) & (Q(submission__isnull=False) | ~Q(cause=""))),
                name="picture_set_end_has_a_submission_or_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(ended_at__isnull=True), name="picture_set_open"),
            models.Index(fields=["owner", "created_at"], name="picture_set_of_owner"),
        ]

    def __str__(self) -> str:
        return f"picture set {self.pk}"


class SetPicture(models.Model):
    """The picture of one slot of a set: its SHA-256 and size in bytes, and the name of the author's file.

    ``stored``: the same picture in one of the author's earlier submissions, which need not be sent again.
    """

    picture_set = models.ForeignKey(PictureSet, on_delete=models.CASCADE, related_name="pictures")
    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE)
    language = models.CharField(max_length=10)
    sample = models.SmallIntegerField(default=0, db_default=0)
    sha256 = models.CharField(max_length=64)
    byte_size = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    stored = models.ForeignKey(StoredImage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["picture_set", "prompt", "language", "sample"], name="set_picture_once_per_sample"
            ),
            models.CheckConstraint(
                condition=Q(sample__gte=0, sample__lt=MOST_SAMPLES), name="set_picture_sample_in_range"
            ),
            models.CheckConstraint(condition=Q(byte_size__gt=0), name="set_picture_has_bytes"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="set_picture_has_a_sha256"),
        ]
        indexes = [models.Index(fields=["picture_set", "sha256"], name="set_picture_by_sha256")]

    def __str__(self) -> str:
        return f"picture {self.sha256[:12]} of {self.picture_set_id}"


class SentPicture(models.Model):
    """A picture that somebody has sent for a team, unchecked; ``name`` is the file's in the storage, its own for each.

    It serves all sets of the team that name its SHA-256, until ``expires_at``, or until all of them are submissions
    that have stored it. Other teams' sets never use it: they have to send the bytes themselves.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="sent_pictures")
    sha256 = models.CharField(max_length=64)
    byte_size = models.PositiveIntegerField()
    name = models.CharField(max_length=100, unique=True)
    sent_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "sha256"], name="sent_picture_once_per_team"),
            models.CheckConstraint(condition=Q(byte_size__gt=0), name="sent_picture_has_bytes"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="sent_picture_expiry")]

    def __str__(self) -> str:
        return f"sent picture {self.sha256[:12]}"
