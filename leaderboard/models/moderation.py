"""What operators decide about accounts, and what visitors report to them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leaderboard.models.clock import Now
from leaderboard.models.generation import GeneratedImage
from leaderboard.models.submission import Generator
from leaderboard.models.texts import LineField, ParagraphsField


class Ban(models.Model):
    """A ban of an account; it is over when it is lifted.

    ``cancelled``: the runs that it ended, whose quota is given back when it is lifted; ``unlisted``: the models that it
    took off the boards, which come back then.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bans")
    at = models.DateTimeField(db_default=Now(), editable=False)
    reason = ParagraphsField()
    cancelled = ArrayField(models.BigIntegerField(), default=list)
    unlisted = ArrayField(models.BigIntegerField(), default=list)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(lifted_at__isnull=True), name="ban_one_at_a_time"),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="ban_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"ban of {self.user}"


class ReportKind(models.TextChoices):
    """What a visitor says is wrong."""

    ILLEGAL = "illegal", "illegal content"
    PERSONAL = "personal", "personal data"
    COPYRIGHT = "copyright", "copyright"
    NOT_THE_MODEL = "model", "not by the stated model"
    SCORE = "score", "wrong score"
    OTHER = "other", "something else"


class ReportState(models.TextChoices):
    """RESOLVED: something was done about it; DISMISSED: nothing had to be done."""

    OPEN = "open", "open"
    RESOLVED = "resolved", "resolved"
    DISMISSED = "dismissed", "dismissed"


class Report(models.Model):
    """What a visitor reports about one public picture, or about a model.

    ``mail``: where the visitor wants an answer, if at all; ``language``: of the page that they used. ``deadline_at``:
    by when an operator should have decided. ``closed_by`` and ``outcome``: who decided, and why.
    """

    image = models.ForeignKey(GeneratedImage, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")
    generator = models.ForeignKey(Generator, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    text = ParagraphsField(max_length=4000)
    mail = models.EmailField(blank=True)
    language = LineField(max_length=10)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.OPEN)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deadline_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = LineField(max_length=254, blank=True)
    outcome = ParagraphsField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["deadline_at"], condition=Q(state="open"), name="report_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False) & ~Q(closed_by="") & Q(outcome__regex=r"\S")),
                name="report_closed_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
