"""What people ask for their account: a copy of their data, and its deletion."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from leaderboard.models.clock import Now
from leaderboard.models.work import PlannedWork


class AccountDeletion(models.Model):
    """The deletion of an account: asked for, then cancelled, or done by the sweeper from ``due_at`` on.

    ``remove_name``: the author's name is taken off published work, too. ``by_operator``: an operator asked for it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deletions")
    remove_name = models.BooleanField()
    by_operator = models.BooleanField(default=False, db_default=False)
    requested_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="account_deletion_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(done_at__isnull=True), name="account_deletion_ends_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="account_deletion_open",
            ),
        ]

    def __str__(self) -> str:
        return f"deletion of account {self.user_id}"


OPEN = Q(cancelled_at__isnull=True, done_at__isnull=True)
"""Deletions that have been asked for and are not done."""


def is_leaving(user: str) -> Exists:
    """Whether the account's deletion has been asked for.

    Args:
        user: the path from the filtered rows to the account, such as "user" or "pk".
    """
    return Exists(AccountDeletion.objects.filter(OPEN, user=OuterRef(user)))


class ExportState(models.TextChoices):
    """All but PENDING and READY are final; DELETED: its file existed until ``expires_at``."""

    PENDING = "pending", "pending"
    READY = "ready", "ready"
    FAILED = "failed", "failed"
    DELETED = "deleted", "deleted"


class DataExport(PlannedWork):
    """A copy of a person's data, made by a worker until ``deadline_at``, and kept until ``expires_at``.

    ``name``: of the file in the storage, "" until it is made; ``byte_size``: its size in bytes. ``cause``: why the
    last attempt failed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.PENDING)
    cause = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deadline_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=100, blank=True)
    byte_size = models.BigIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="pending"), name="data_export_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="pending", ended_at__isnull=True, deadline_at__isnull=False)
                | (~Q(state="pending") & Q(ended_at__isnull=False, deadline_at__isnull=True)),
                name="data_export_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=(Q(state="ready", byte_size__isnull=False, expires_at__isnull=False) & ~Q(name=""))
                | (~Q(state="ready") & Q(name="")),
                name="data_export_ready_has_a_file",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(cause=""), name="data_export_failure_has_a_cause"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="data_export_pending"),
            models.Index(fields=["expires_at"], condition=Q(state="ready"), name="data_export_ready"),
            models.Index(fields=["lease_token"], condition=Q(lease_token__isnull=False), name="data_export_leased"),
        ]

    def __str__(self) -> str:
        return f"data export {self.pk}"
