"""Stage 4: scores per image and per submission, at full precision."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.models.judging import JudgedImage
from leaderboard.models.submission import Submission
from leaderboard.models.suites import JudgeProfile

_SCOPES = [(scope.value, scope.value) for scope in Scope]


class ImageScore(models.Model):
    """One picture's scores in one scope.

    ``overall`` is None if no verdict counts. ``levels`` holds the dimensions and sub-capabilities as
    [[[dimension], score] or [[dimension, sub-capability], score], …]; a level without a verdict is absent. Scores of
    facets are not stored: they follow from the verdicts.
    """

    judging = models.ForeignKey(JudgedImage, on_delete=models.CASCADE, related_name="scores")
    scope = models.CharField(max_length=6, choices=_SCOPES)
    overall = models.FloatField(null=True)
    levels = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judging", "scope"], name="image_score_once")]

    def __str__(self) -> str:
        return f"score of {self.judging}"


class ScoreMatrix(models.Model):
    """All judged-scope scores of a scored submission in one language, compressed: ranking and comparisons read these.

    ``data`` is zstd over little-endian float64 [prompts, levels], NaN where a score is missing; prompts by position in
    the suite, levels in the order of ``Rubric.levels``. Computed from the judgements once, never changed.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="matrices")
    language = models.CharField(max_length=10)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "language"], name="score_matrix_once")]

    def __str__(self) -> str:
        return f"score matrix of {self.submission}, {self.language}"


class SubmissionScore(models.Model):
    """A submission's mean on one level of the rubric, in one language and scope.

    For the overall all three names are empty; for a dimension, ``sub_capability`` and ``facet`` are.
    ``standard_error`` is None if fewer than two pictures have the score. ``not_applicable`` and ``missing`` are shares
    of the questions asked on this level; None if they were not counted.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="scores")
    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.PROTECT)
    language = models.CharField(max_length=10)
    scope = models.CharField(max_length=6, choices=_SCOPES)
    dimension = models.CharField(max_length=40, blank=True)
    sub_capability = models.CharField(max_length=40, blank=True)
    facet = models.CharField(max_length=40, blank=True)
    mean = models.FloatField()
    images = models.PositiveIntegerField()
    standard_error = models.FloatField(null=True)
    not_applicable = models.FloatField(null=True)
    missing = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "submission",
                    "judge_profile",
                    "language",
                    "scope",
                    "dimension",
                    "sub_capability",
                    "facet",
                ],
                name="submission_score_once",
            ),
            models.CheckConstraint(
                condition=Q(mean__gte=0, mean__lte=100, images__gt=0), name="submission_score_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension or 'overall'} of {self.submission}"

    @property
    def path(self) -> ScorePath:
        return ScorePath(self.dimension, self.sub_capability, self.facet)
