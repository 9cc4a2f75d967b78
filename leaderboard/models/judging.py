"""Stage 3: what the judge said about the pictures."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.models.generation import GeneratedImage
from leaderboard.models.submission import Submission
from leaderboard.models.suites import JudgeProfile
from leaderboard.models.work import PlannedWork

MISSING = [status.value for status in JudgementStatus if not status.has_verdicts]
"""The statuses of judgements that count as missing."""


class JudgedImageStatus(models.TextChoices):
    """PLANNED until every active dimension has its judgement."""

    PLANNED = "planned", "planned"
    JUDGED = "judged", "judged"


class JudgedImage(PlannedWork):
    """One picture under one judge profile: the unit that a judging worker claims.

    ``dimensions`` are the planned calls; the calls still to be made are these minus the recorded judgements.
    ``broken_tries`` counts attempts at which a healthy judge accepted a call and gave no usable reply,
    ``unread_tries`` those at which our storage did not give the picture. ``waiting_for``
    says, for the author's page, what the work waits for. ``distorted``: the picture's proportions changed when it was
    prepared for the judge.
    """

    image = models.ForeignKey(GeneratedImage, on_delete=models.CASCADE, related_name="judgings")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="judgings")
    judge_profile = models.ForeignKey(JudgeProfile, on_delete=models.PROTECT)
    dimensions = ArrayField(models.CharField(max_length=40))
    status = models.CharField(max_length=8, choices=JudgedImageStatus.choices, default=JudgedImageStatus.PLANNED)
    distorted = models.BooleanField(default=False)
    waiting_for = models.TextField(blank=True)
    broken_tries = models.PositiveIntegerField(default=0)
    unread_tries = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "judge_profile"], name="judging_once_per_profile"),
        ]
        indexes = [
            # In the order in which a submission's pictures are offered.
            models.Index(fields=["submission", "attempt", "id"], condition=Q(status="planned"), name="judging_next"),
            models.Index(
                fields=["submission"],
                condition=Q(status="planned") & (Q(queued_at__isnull=False) | Q(lease_expires_at__isnull=False)),
                name="judging_outstanding",
            ),
            models.Index(fields=["lease_token"], condition=Q(lease_token__isnull=False), name="judging_leased"),
        ]

    def __str__(self) -> str:
        return f"judging {self.pk}"


class Judgement(models.Model):
    """The outcome of one judge call, with the raw reply as evidence. Written once, never changed.

    When it is made again, it moves to ``SupersededJudgement``. ``server`` is the judge server that gave it (the name of
    a ``JudgeServer``); None where that is not known. ``engine_version`` is the version that this server's engine named
    when it was last asked, and ``engine_fingerprint`` what the engine wrote into this very reply: its version, over how
    many GPUs a replica is spread, and a hash of its configuration. Both are None where they are not known.

    ``verdicts`` is [[sub-capability, facet, 0 | 1 | 2 | null], …]; null means "not applicable". When a rescue call was
    made, ``content`` and ``reasoning`` are its reply, and ``first_reply`` is the unreadable one before it: {"status",
    "reason", "content", …}.
    """

    judging = models.ForeignKey(JudgedImage, on_delete=models.CASCADE, related_name="judgements")
    dimension = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in JudgementStatus])
    verdicts = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    prompt_neutralised = models.BooleanField(default=False)
    reasoning = models.TextField(blank=True)
    content = models.TextField(blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    cached_tokens = models.PositiveIntegerField(null=True)
    latency_s = models.FloatField(null=True)
    attempt = models.PositiveIntegerField()
    profile_sha256 = models.CharField(max_length=64)
    first_reply = models.JSONField(null=True, blank=True)
    judged_at = models.DateTimeField(auto_now_add=True)
    server = models.CharField(max_length=300, null=True, blank=True)  # None also in rows of earlier releases
    engine_version = models.CharField(max_length=100, null=True, blank=True)
    engine_fingerprint = models.CharField(max_length=100, null=True, blank=True)

    class Meta:
        indexes = [
            # What a judge gave in a certain time. Rows lie in the order of their times, so blocks of them suffice.
            BrinIndex(fields=["judged_at"], name="judgement_judged_at", autosummarize=True),
            models.Index(fields=["judging"], condition=Q(status__in=MISSING), name="judgement_missing"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["judging", "dimension"], name="judgement_once_per_dimension"),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in JudgementStatus if s.has_verdicts]) | Q(verdicts=[]),
                name="judgement_verdicts_match_status",
            ),
            models.CheckConstraint(
                condition=~Q(status="rescued") | Q(first_reply__isnull=False),
                name="judgement_rescued_has_a_first_reply",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.status}"


class SupersededJudgement(models.Model):
    """A judgement that was set aside to be made again, because it was missing or its judge had collapsed.

    ``judgement`` holds all columns of the former row.
    """

    judging = models.ForeignKey(JudgedImage, on_delete=models.CASCADE, related_name="superseded")
    dimension = models.CharField(max_length=40)
    status = models.CharField(max_length=20)
    judged_at = models.DateTimeField()
    judgement = models.JSONField()
    reason = models.TextField()
    superseded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.status}, superseded"
