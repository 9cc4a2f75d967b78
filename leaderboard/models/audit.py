"""Operators' actions: a log that only grows, because a trigger refuses every change to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leaderboard.models.clock import Now
from leaderboard.models.texts import LineField, ParagraphsField

LONGEST_REASON = 2000  # characters


class AuditAction(models.TextChoices):
    """What can be logged, by the kind of its target."""

    SUBMISSION_VIEW = "submission.view", "looked at a private submission"
    SUBMISSION_CANCEL = "submission.cancel", "cancelled a submission"
    SUBMISSION_RETRY = "submission.retry", "let a submission go on"
    SUBMISSION_TRY_NOW = "submission.try_now", "had the waiting work of a submission tried at once"
    SUBMISSION_REJUDGE = "submission.rejudge", "had a submission judged again"
    SUBMISSION_REFUND = "submission.refund", "gave the quota of a submission back"
    SUBMISSION_WITHDRAW = "submission.withdraw", "withdrew a submission"
    USER_QUOTA = "user.quota", "set an account's quota"
    USER_STORAGE = "user.storage", "set an account's storage"
    USER_OPERATOR = "user.operator", "made an account an operator"
    USER_NO_OPERATOR = "user.no_operator", "took an account's rights as an operator"
    TEAM_QUOTA = "team.quota", "set a team's quota"
    TEAM_STORAGE = "team.storage", "set a team's storage"
    TOKEN_DELETE = "token.delete", "deleted an API token"
    PICTURE_HIDE = "picture.hide", "hid a picture"
    PICTURE_SHOW = "picture.show", "showed a picture again"
    PICTURE_EXCLUDE = "picture.exclude", "excluded a picture from scoring"
    PICTURE_INCLUDE = "picture.include", "counted a picture again"
    PICTURE_TAKE_DOWN = "picture.take_down", "had a picture's files deleted"
    SUBMISSION_UNLIST = "submission.unlist", "took a submission off the boards"
    SUBMISSION_RELIST = "submission.relist", "put a submission on the boards again"
    SUBMISSION_TAKE_DOWN = "submission.take_down", "had a submission's files deleted"
    GENERATOR_DELETE = "generator.delete", "deleted an own generator, of which nothing was public"
    MODEL_UNLIST = "model.unlist", "took a model off the boards"
    MODEL_RELIST = "model.relist", "put a model on the boards again"
    USER_BAN = "user.ban", "banned an account"
    USER_UNBAN = "user.unban", "lifted the ban of an account"
    USER_DELETION = "user.deletion", "requested the deletion of an account"
    USER_KEEP = "user.keep", "cancelled the deletion of an account"
    USER_ERASE = "user.erase", "deleted an account whose deletion was due"
    REPORT_RESOLVE = "report.resolve", "resolved visitors' reports"
    REPORT_DISMISS = "report.dismiss", "dismissed visitors' reports"
    BOARD_PUBLISH = "board.publish", "had a board published"


def logged_actions() -> list[tuple[str, str]]:
    """The choices of the column: by a function, so that a new action needs no migration."""
    return AuditAction.choices


class AuditEntry(models.Model):
    """One action of an operator. PostgreSQL refuses to change, delete or truncate entries, with one exception: when an
    account is erased, a trigger replaces its addresses by its number.

    - ``actor``: who did it, such as "anna@example.org" or "manage.py withdraw"; ``actor_id``: the account, None for a
      command. Not a foreign key: the entry outlives the account.
    - ``target_kind``, ``target_id``, ``target_name``: the row that it was done to, such as "submission", "17",
      "submission 17". The entry outlives the row.
    - ``reason``: why, in the operator's words. Looking at a private submission is logged without one.
    - ``public``: whether visitors may read the reason.
    """

    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = LineField(max_length=254)
    actor_id = models.BigIntegerField(null=True, blank=True)
    action = models.CharField(max_length=40, choices=logged_actions)
    target_kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    target_name = LineField(max_length=200, blank=True)
    reason = ParagraphsField(max_length=LONGEST_REASON, blank=True)
    details = models.JSONField(default=dict, db_default={})
    public = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["target_kind", "target_id", "id"], name="audit_by_target")]
        constraints = [
            models.CheckConstraint(condition=Q(actor__regex=r"\S"), name="audit_names_an_actor"),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S")
                | Q(public=False, actor_id__isnull=True)
                | Q(public=False, action="submission.view"),
                name="audit_people_give_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.target_name}"
