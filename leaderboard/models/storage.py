"""How much of the storage submissions use."""

from __future__ import annotations

from django.db import models

from leaderboard.models.submission import Submission


class SubmissionStorage(models.Model):
    """The bytes of a submission's pictures and of their copies, as they were counted at ``counted_at``.

    A picture that it has several times counts once, and one that it shares with other submissions counts in each. Those
    that are deleted do not count.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, primary_key=True, related_name="storage")
    picture_bytes = models.BigIntegerField()
    rendition_bytes = models.BigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(picture_bytes__gte=0, rendition_bytes__gte=0), name="submission_storage_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"storage of {self.submission}"
