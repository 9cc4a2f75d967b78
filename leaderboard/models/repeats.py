"""Stage 2: failed pictures that their author had repeated after the submission's end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leaderboard.domain.retry import MOST_ROUNDS
from leaderboard.models.generation import GeneratedImage


class RepeatedPicture(models.Model):
    """A picture that failed, and whose failure was set aside to request it again. Written once, never changed.

    ``round`` counts the repetitions of its submission from 1. ``cause``: why it had failed, after ``failures`` calls.
    """

    image = models.ForeignKey(GeneratedImage, on_delete=models.CASCADE, related_name="repeats")
    round = models.PositiveSmallIntegerField()
    cause = models.TextField()
    failures = models.PositiveIntegerField()
    repeated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["image", "round"], name="repeat_once_per_round"),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=MOST_ROUNDS), name="repeat_rounds_are_limited"),
            models.CheckConstraint(condition=~Q(cause=""), name="repeat_has_a_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.image}, round {self.round}"
