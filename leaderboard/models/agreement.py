"""Human scores for the models of a release, loaded to measure how well the judge agrees with people."""

from __future__ import annotations

from django.db import models

from leaderboard.models.publishing import Board, ReleaseRow

LONGEST_TITLE, LONGEST_SOURCE = 200, 500  # characters


class HumanPanel(models.Model):
    """One loaded table of human scores. Written once, never changed.

    ``board`` is the board that was named when loading. Lines in another language belong to the board of the same suite
    and judge profile in that language.
    """

    title = models.CharField(max_length=LONGEST_TITLE, unique=True)
    source = models.CharField(max_length=LONGEST_SOURCE)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="human_panels")
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class HumanScore(models.Model):
    """A panel's score of one model: overall (``dimension`` is "") or in one dimension, on the panel's own scale.

    ``row`` is the model's row in the release that was the latest when the panel was loaded: people saw the pictures of
    that release, even if the model's author submits again later.
    """

    panel = models.ForeignKey(HumanPanel, on_delete=models.CASCADE, related_name="scores")
    row = models.ForeignKey(ReleaseRow, on_delete=models.PROTECT, related_name="human_scores")
    dimension = models.CharField(max_length=40, blank=True)
    score = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "row", "dimension"], name="human_score_once")]

    def __str__(self) -> str:
        return f"{self.dimension or 'overall'} of {self.row} by {self.panel}"
