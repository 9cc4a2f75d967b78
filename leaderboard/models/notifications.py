"""Webhooks and mails: what is to be sent about an event is a row, written in the transaction that makes it true."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leaderboard.models.clock import Now
from leaderboard.models.teams import Team
from leaderboard.models.texts import LineField
from leaderboard.models.work import PlannedWork


class Webhook(models.Model):
    """An address that is called when something happens to its team's submissions.

    - ``events``: the types that it is called for (``domain/events.py``).
    - ``sealed``: its address, its secret and its former secret, encrypted (``pipeline/notifying/sealing.py``);
      ``shown_url`` is the address without anything that resembles a key.
    - ``former_until``: until then, requests are signed with the former secret, too.
    - ``disabled_cause``: why Salon disabled it; "" if somebody in the team did.
    - ``deleted_at``: somebody in the team deleted it. The row stays for a day, so that its requests still count.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="webhooks")
    name = LineField(max_length=80)
    events = ArrayField(models.CharField(max_length=40))
    shown_url = models.CharField(max_length=500)
    sealed = models.BinaryField(null=True, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_cause = models.TextField(blank=True, default="", db_default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(events__len__gt=0), name="webhook_has_an_event"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, sealed__isnull=False)
                | Q(deleted_at__isnull=False, sealed__isnull=True, disabled_at__isnull=False),
                name="webhook_deleted_has_no_secrets",
            ),
            models.CheckConstraint(
                condition=Q(disabled_cause="") | Q(disabled_at__isnull=False), name="webhook_cause_means_disabled"
            ),
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class Sending(models.TextChoices):
    """All but PENDING are final, unless a person has it sent again."""

    PENDING = "pending", "pending"
    DELIVERED = "delivered", "delivered"
    FAILED = "failed", "failed"


def sending_constraints(name: str) -> list[models.BaseConstraint]:
    """What is pending has a deadline, what has ended has an end, and a failure has a cause."""
    pending = Q(outcome="pending", ended_at__isnull=True, deadline_at__isnull=False)
    return [
        models.CheckConstraint(
            condition=pending | (~Q(outcome="pending") & Q(ended_at__isnull=False)), name=f"{name}_has_a_deadline"
        ),
        models.CheckConstraint(condition=~Q(outcome="failed") | ~Q(cause=""), name=f"{name}_failure_has_a_cause"),
    ]


class WebhookDelivery(PlannedWork):
    """One event for one webhook: sent until its receiver accepts it, or until ``deadline_at``.

    ``message_id`` is the same for all attempts, so that receivers can recognise a repetition. ``payload`` is the exact
    text that is signed and sent. ``cause``: why the last attempt failed. ``requested_at``: when a person last asked for
    it: for a test, or to have it sent again.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=64)
    event = models.CharField(max_length=40)
    payload = models.TextField()
    outcome = models.CharField(max_length=10, choices=Sending.choices, default=Sending.PENDING)
    cause = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deadline_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "message_id"], name="webhook_message_once"),
            *sending_constraints("webhook_delivery"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(outcome="pending"), name="webhook_delivery_pending"),
            models.Index(fields=["created_at"], name="webhook_delivery_by_age"),
            models.Index(
                fields=["lease_token"], condition=Q(lease_token__isnull=False), name="webhook_delivery_leased"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of {self.webhook}"


class WebhookAttempt(models.Model):
    """One request of a delivery: the HTTP ``status`` (None: no reply), why it counts as failed ("": it does not), the
    start of the reply, and the seconds that it took."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(db_default=Now(), editable=False)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    cause = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    seconds = models.FloatField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"attempt of {self.delivery}"


class MailPreference(models.Model):
    """The events that a person is mailed about, and the language of these mails. Without a row: MAILED_BY_DEFAULT."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_preference"
    )
    events = ArrayField(models.CharField(max_length=40))
    language = models.CharField(max_length=10, default="en")

    def __str__(self) -> str:
        return f"mails of {self.user}"


class Mail(PlannedWork):
    """One event to be mailed to a person, at the address that they have then; ``data`` as webhooks send it.

    ``cause``: why the last attempt failed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails")
    event = models.CharField(max_length=40)
    data = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Sending.choices, default=Sending.PENDING)
    cause = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deadline_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = sending_constraints("mail")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(outcome="pending"), name="mail_pending"),
            models.Index(fields=["ended_at"], name="mail_by_end"),
            models.Index(fields=["lease_token"], condition=Q(lease_token__isnull=False), name="mail_leased"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
