"""Resumes work after a site was restored from a backup: nobody holds it, and the time since then does not count."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from leaderboard.models import (
    Board,
    DataExport,
    ExportState,
    Mail,
    Outcome,
    Sending,
    StoredImage,
    Submission,
    WebhookDelivery,
    Worker,
)
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.work import leases


@transaction.atomic
def resume(pause: timedelta) -> int:
    """Free all work of leases and messages, which ended with the former site; returns the number of running
    submissions.

    Args:
        pause: the time since the backup, by which deadlines are moved.
    """
    for model in PlannedWork.__subclasses__():
        held = model._default_manager.filter(Q(lease_token__isnull=False) | Q(queued_at__isnull=False))
        held.update(queued_at=None, **leases.NO_LEASE)
    StoredImage.objects.filter(queued_at__isnull=False).update(queued_at=None)
    Worker.objects.all().delete()
    Board.objects.filter(deadline_at__isnull=False).update(deadline_at=F("deadline_at") + pause)
    for sent in (WebhookDelivery, Mail):
        sent._default_manager.filter(outcome=Sending.PENDING).update(deadline_at=F("deadline_at") + pause)
    DataExport.objects.filter(state=ExportState.PENDING).update(deadline_at=F("deadline_at") + pause)
    # A backup has no copies of people's data.
    DataExport.objects.filter(state=ExportState.READY).update(state=ExportState.DELETED, name="")
    running = Submission.objects.filter(outcome=Outcome.RUNNING)
    return running.update(deadline_at=F("deadline_at") + pause)
