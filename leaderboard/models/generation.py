"""Stage 2: the pictures of a submission."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leaderboard.domain.submission.bundle import Slot
from leaderboard.domain.submission.samples import MOST_SAMPLES
from leaderboard.models.submission import Submission, reason_given
from leaderboard.models.suites import Prompt
from leaderboard.models.texts import ParagraphsField
from leaderboard.models.work import PlannedWork

THUMBNAIL_SIDE, DISPLAY_SIDE = 320, 1280
RENDITION_SIDES = (THUMBNAIL_SIDE, DISPLAY_SIDE)
SUFFIXES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
"""File name extensions by picture format."""


class Deletion(models.TextChoices):
    """Why the files of a picture were deleted. Its row stays, and with it the judgements and scores."""

    RETENTION = "retention", "kept no longer"
    AUTHOR = "author", "deleted by its author"
    TAKEDOWN = "takedown", "taken down"


class StoredImage(models.Model):
    """A checked picture, stored as received under its SHA-256; two equal pictures share one row.

    ``render_tries`` counts the failed attempts to make its copies for the pages. ``metadata``: what the file tells
    beside the picture, as values of ``Metadata``; None in rows of earlier releases, where nobody looked.
    ``rendition_bytes``: of all its copies together; None where nobody has measured them yet. ``deleted_at``: since when
    the storage has neither the picture nor its copies (leaderboard/pipeline/generation/deletion.py).
    ``deleted_reason``: what the public reads about one that operators took down.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    format = models.CharField(max_length=8)
    mode = models.CharField(max_length=8)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    byte_size = models.PositiveIntegerField()
    stored_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)
    render_tries = models.PositiveIntegerField(default=0, db_default=0)
    metadata = ArrayField(models.CharField(max_length=10), null=True, blank=True)
    rendition_bytes = models.PositiveIntegerField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_because = models.CharField(max_length=10, choices=Deletion.choices, blank=True, default="", db_default="")
    deleted_reason = ParagraphsField(blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["queued_at"], condition=Q(rendered_at__isnull=True), name="stored_image_unrendered")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Of the bytes, in the storage."""
        return f"images/{self.sha256[:2]}/{self.sha256}"

    def rendition_path(self, max_side: int) -> str:
        """Of the smaller copy that pages show; ``max_side`` is one of RENDITION_SIDES (px)."""
        return f"renditions/{self.sha256[:2]}/{self.sha256}-{max_side}.webp"

    @property
    def is_taken_down(self) -> bool:
        """Whether operators had its files deleted; nobody can store them again."""
        return self.deleted_because == Deletion.TAKEDOWN


NOT_TRIED = "not tried: "
"""What the cause of a picture begins with that was given up for another one's failures."""


class ImageStatus(models.TextChoices):
    """Work is due in the state PLANNED only. An IMPORTED picture was judged elsewhere; its bytes are not stored."""

    PLANNED = "planned", "planned"
    STORED = "stored", "stored"
    FAILED = "failed", "failed"
    IMPORTED = "imported", "imported"


class GeneratedImage(PlannedWork):
    """One picture of a submission's plan: a prompt in a language. Work is done when it is no longer PLANNED.

    ``sample``: which one of the prompt's pictures, from 0 to one less than the submission's ``pictures_per_prompt``.
    ``failures`` counts the calls that failed through the endpoint's fault; ``attempt`` also counts those that a worker
    of ours did not finish. ``seconds``: from the call that made the picture until it was stored, by the database's
    clock; None for bundles and imports, and in rows of earlier releases. ``seed``: what the endpoint got as the
    picture's seed; None if it got none, and as for ``seconds``. ``hidden_at``: only the author and operators
    see it; ``excluded_at``: it counts in no score; both by an operator, for a public reason.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="images")
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT)
    language = models.CharField(max_length=10)
    sample = models.SmallIntegerField(default=0, db_default=0)
    status = models.CharField(max_length=8, choices=ImageStatus.choices, default=ImageStatus.PLANNED)
    stored = models.ForeignKey(StoredImage, on_delete=models.PROTECT, null=True, blank=True)
    cause = models.TextField(blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, db_default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = ParagraphsField(blank=True, default="", db_default="")
    excluded_at = models.DateTimeField(null=True, blank=True)
    excluded_reason = ParagraphsField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["submission", "id"]
        constraints = [
            reason_given("hidden", "image_hidden_has_a_reason"),
            reason_given("excluded", "image_excluded_has_a_reason"),
            models.UniqueConstraint(
                fields=["submission", "prompt", "language", "sample"], name="image_once_per_sample"
            ),
            models.CheckConstraint(condition=Q(sample__gte=0, sample__lt=MOST_SAMPLES), name="image_sample_in_range"),
            models.CheckConstraint(
                condition=Q(status="stored", stored__isnull=False) | (~Q(status="stored") & Q(stored__isnull=True)),
                name="image_stored_has_bytes",
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(cause=""), name="image_failed_has_a_cause"),
        ]
        indexes = [
            # In the order in which a submission's pictures are offered.
            models.Index(fields=["submission", "failures", "id"], condition=Q(status="planned"), name="image_next"),
            models.Index(
                fields=["submission"],
                condition=Q(status="planned") & (Q(queued_at__isnull=False) | Q(lease_expires_at__isnull=False)),
                name="image_outstanding",
            ),
            models.Index(fields=["lease_token"], condition=Q(lease_token__isnull=False), name="image_leased"),
            models.Index(
                fields=["submission"],
                condition=Q(hidden_at__isnull=False) | Q(excluded_at__isnull=False),
                name="image_moderated",
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"

    @property
    def slot(self) -> Slot:
        """Which picture of the plan it is; load ``prompt`` with it."""
        return Slot(self.prompt.key, self.language, self.sample)
