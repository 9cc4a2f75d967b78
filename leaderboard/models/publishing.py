"""Stages 5 and 6: boards, and the numbered releases in which their standings are frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.submission.price import PRICE_DIGITS, PRICE_PLACES
from leaderboard.models.clock import Now
from leaderboard.models.submission import Submission
from leaderboard.models.suites import JudgeProfile, PromptSuite
from leaderboard.models.texts import LineField
from leaderboard.models.work import PlannedWork


class Board(PlannedWork):
    """Suite × judge profile × prompt language. Scores of two profiles never share a board.

    Its planned work is the next release, which is due while ``publish_requested_at`` is set: the time of the latest
    request. ``deadline_at`` is by when the release should be out, counted from the first request, and ``alarmed_at``
    when the operators were told that it is not. ``cause`` is why the last attempt failed.

    The columns of planned work have defaults in the database, so that workers of earlier versions can create boards.
    """

    suite = models.ForeignKey(PromptSuite, on_delete=models.PROTECT)
    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.PROTECT)
    language = models.CharField(max_length=10)
    slug = models.SlugField(max_length=160, unique=True)
    publish_requested_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0, db_default=0)
    deadline_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    cause = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["suite", "judge_profile", "language"], name="board_once"),
        ]
        indexes = [
            models.Index(fields=["lease_token"], condition=Q(lease_token__isnull=False), name="board_leased"),
        ]

    def __str__(self) -> str:
        return self.slug


def _inside(part: str, name: str) -> KeyTransform:
    return KeyTransform(name, KeyTransform(part, "content"))


class Release(models.Model):
    """One immutable publication of a board's standings; ``sha256`` is over the canonical bytes of ``content``.

    - ``changes``: the first changes since the previous release, [{"kind", "name", "submission", "rank_before", …}, …].
    - ``seed``: of the bootstrap.
    - ``code_version``: of the code that computed it (leaderboard/version.py).
    - ``columns``, ``noise_floor``, ``field_levels``: copies of parts of ``content``, because on a board of thousands of
      models the database needs longer to unpack that than for everything else on a page. ``field_levels`` is what the
      ranked models reach on each level: [{"path", "median", "best", "models"}, …].

    Older releases lack what was not recorded at their time: these values are then empty or None.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    columns = models.GeneratedField(
        expression=_inside("board", "columns"), output_field=models.JSONField(null=True), db_persist=True
    )
    noise_floor = models.GeneratedField(
        expression=_inside("statistics", "noise_floor"), output_field=models.JSONField(null=True), db_persist=True
    )
    field_levels = models.GeneratedField(
        expression=_inside("levels", "field"),
        output_field=models.JSONField(null=True),
        db_persist=True,
        db_column="field",
    )
    seed = models.BigIntegerField(null=True)
    code_version = models.CharField(max_length=80, blank=True)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["board", "-number"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return f"{self.board} release {self.number}"


class ReleaseRow(models.Model):
    """One submission's row in a release, with the facts about its generator as they were at that time.

    ``attempts``: how many submissions its author had made for this board by then, with any generator and any outcome;
    None for an import, which is not an attempt by the model's author. A withdrawn submission has no scores.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, blank=True)
    position = models.PositiveIntegerField()
    generator_name = LineField(max_length=80)
    organisation = LineField(max_length=80)
    licence = LineField(max_length=80)
    open_weights = models.BooleanField()
    parameter_count = models.BigIntegerField(null=True)
    price_usd = models.DecimalField(max_digits=PRICE_DIGITS, decimal_places=PRICE_PLACES, null=True)
    price_declared_on = models.DateField(null=True)
    public_at = models.DateTimeField(null=True)
    planned_judgements = models.PositiveIntegerField()
    judged_judgements = models.PositiveIntegerField()
    unranked_reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "submission"], name="release_submission_once"),
            models.UniqueConstraint(fields=["release", "position"], name="release_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.generator_name} in {self.release}"


class ReleaseScore(models.Model):
    """A release row's scores on one level of the rubric, in the judged scope except for ``target_mean``.

    For the overall all three names are empty; for a dimension, ``sub_capability`` and ``facet`` are. Older releases
    have no levels below the dimensions.

    - ``standard_error`` and the 95% interval ``mean_low`` to ``mean_high`` are None if fewer than two pictures have
      the score.
    - ``rank`` is None for a model that is not ranked; ``rank_low`` to ``rank_high`` is the simultaneous 95% rank
      interval.
    - ``field_difference`` and its interval compare with the mean of the other ranked models
      (leaderboard/domain/ranking).
    """

    row = models.ForeignKey(ReleaseRow, on_delete=models.CASCADE, related_name="scores")
    dimension = models.CharField(max_length=40, blank=True)
    sub_capability = models.CharField(max_length=40, blank=True)
    facet = models.CharField(max_length=40, blank=True)
    mean = models.FloatField(null=True)
    target_mean = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    images = models.PositiveIntegerField(null=True)
    standard_error = models.FloatField(null=True)
    mean_low = models.FloatField(null=True)
    mean_high = models.FloatField(null=True)
    field_difference = models.FloatField(null=True)
    field_low = models.FloatField(null=True)
    field_high = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "dimension", "sub_capability", "facet"], name="release_score_once"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(mean__isnull=False), name="release_rank_needs_a_score"
            ),
        ]
        indexes = [
            # A board is ordered by one level of all its rows; without the index those lie scattered over the table.
            models.Index(
                fields=["dimension", "sub_capability", "row"],
                include=["mean", "target_mean", "rank"],
                condition=Q(facet=""),
                name="release_score_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension or 'overall'} of {self.row}"

    @property
    def path(self) -> ScorePath:
        return ScorePath(self.dimension, self.sub_capability, self.facet)


class Evidence(models.Model):
    """The evidence file of a published submission (format: leaderboard/domain/publishing/evidence.py), written once.

    When an operator excludes a picture from scoring, it moves to ``SupersededEvidence``, and another is written.

    ``hidden``: its suite was hidden at that time, so the file holds nothing that tells about the prompts.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    byte_size = models.PositiveIntegerField()
    hidden = models.BooleanField()
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"evidence of {self.submission}"

    @property
    def path(self) -> str:
        """Of the file, in the storage."""
        return evidence_path(self.sha256)


class SupersededEvidence(models.Model):
    """An evidence file that earlier releases name, and that later ones replaced because a picture was excluded.

    ``erased_at``: its file was deleted with a picture that was taken down; its SHA-256 stays.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="superseded_evidence")
    sha256 = models.CharField(max_length=64)
    byte_size = models.PositiveIntegerField()
    hidden = models.BooleanField()
    written_at = models.DateTimeField()
    superseded_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["submission", "sha256"], name="superseded_evidence_once")]

    def __str__(self) -> str:
        return f"earlier evidence of {self.submission}"

    @property
    def path(self) -> str:
        """Of the file, in the storage."""
        return evidence_path(self.sha256)


def evidence_path(sha256: str) -> str:
    """Of an evidence file, in the storage."""
    return f"evidence/{sha256[:2]}/{sha256}.jsonl.zst"
