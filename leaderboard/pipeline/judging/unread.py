"""Pictures that cannot be read from the storage or decoded for the judge: finally the submission ends."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from leaderboard.domain.images.faults import ImageFault
from leaderboard.files.reading import LostFile, StorageAway
from leaderboard.models import JudgedImage, JudgedImageStatus
from leaderboard.models.clock import Now
from leaderboard.pipeline.judging.judging import JudgeClaim
from leaderboard.pipeline.work import leases, storage_watch, transitions


def record_unread(claim: JudgeClaim, error: LostFile | StorageAway) -> None:
    """Record why a claimed picture cannot be judged: retry later, or end its submission as a failure on our side.

    Scores without the picture would penalise the model for our loss, and its endpoint might not make the same picture
    again. So the whole submission ends, at no cost to its author. An unreadable storage is waited for until the
    submission's deadline.
    """
    storage_watch.reading_failed(error)
    lost = isinstance(error, LostFile)
    with transaction.atomic():
        transitions.hold(claim.submission_id)
        row = JudgedImage.objects.filter(pk=claim.judging_id, lease_token=claim.token, status=JudgedImageStatus.PLANNED)
        tries = (row.values_list("unread_tries", flat=True).first() or 0) + lost
        delay_s = storage_watch.LOST_FILE.longest_s(max(1, tries))
        held = row.update(
            waiting_for=str(error),
            unread_tries=F("unread_tries") + int(lost),
            queued_at=None,
            due_at=Now() + timedelta(seconds=delay_s),
            **leases.NO_LEASE,
        )
        if held and lost and storage_watch.LOST_FILE.exhausted(tries):
            cause = f"A picture cannot be judged, because {error}. {storage_watch.OUR_FAULT}"
            transitions.fail(claim.submission_id, cause, our_fault=True)


def record_undecodable(claim: JudgeClaim, fault: ImageFault) -> None:
    """End the submission of a picture that passed its check but cannot be prepared for the judge, as a failure on our
    side.
    """
    cause = f"A picture cannot be prepared for the judge: {fault}. {storage_watch.OUR_FAULT}"
    transitions.fail(claim.submission_id, cause, our_fault=True)
