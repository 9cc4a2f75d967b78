"""Ends uploads without a submission; checks that every step needs: the store, and an open upload."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils.translation import gettext as _

from leaderboard.files.direct_uploads import DirectUploads, bucket_uploads, direct_uploads
from leaderboard.models import UploadSession, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission import uploads
from leaderboard.pipeline.submission.refusal import SubmissionRefused

log = logging.getLogger(__name__)


KEPT_FOR = timedelta(hours=24)
"""How long an upload may take. The store's incomplete uploads are aborted at the same age."""

FORGOTTEN_AFTER = timedelta(days=30)


def discard(upload: UploadSession) -> None:
    """Discard an upload for its author, and delete the parts that have arrived."""
    end(upload, "you discarded this upload")


def expire(*, dry_run: bool = False) -> int:
    """End expired uploads, and delete the rows of those that ended long ago; returns how many ended."""
    late = UploadSession.objects.filter(ended_at__isnull=True, expires_at__lte=Now())
    if dry_run:
        return late.count()
    ended = sum(end_expired(upload) for upload in late)
    UploadSession.objects.filter(ended_at__lt=Now() - FORGOTTEN_AFTER).delete()
    return ended


def end_expired(upload: UploadSession) -> bool:
    """End an expired upload; False if it has already ended."""
    hours = KEPT_FOR // timedelta(hours=1)
    return end(upload, f"the upload was not complete after {hours} hours; upload the bundle again")


def end(upload: UploadSession, cause: str) -> bool:
    """End an upload without a submission and delete its parts; False if it had already ended with one.

    Args:
        cause: in English; pages show its translation (``leaderboard/domain/recorded/uploads.py``).
    """
    ended = UploadSession.objects.filter(pk=upload.pk, ended_at__isnull=True).update(ended_at=Now(), cause=cause)
    if not ended and UploadSession.objects.filter(pk=upload.pk, submission__isnull=False).exists():
        return False
    store = bucket_uploads()
    if store is not None and upload.store_id:
        try:
            store.give_up(upload.name, upload.store_id)
        except OSError as error:  # tidying deletes what is a day old
            log.warning("the parts of %s stay for now: %s", upload, error)
    return bool(ended)


def need_open(upload: UploadSession) -> None:
    """Whether the upload is still open. Raises: SubmissionRefused: if it has ended."""
    if upload.ended_at is None and upload.expires_at <= clock.read():
        end_expired(upload)
        upload.refresh_from_db()
    if upload.ended_at is not None:
        raise SubmissionRefused(upload.cause or _("this upload is complete; it is a submission now"))


def away(error: OSError) -> uploads.NoRoom:
    """The refusal while the store cannot be used."""
    log.warning("the object store cannot be used for an upload: %s", error)
    return uploads.NoRoom(
        _("our storage cannot be reached at the moment; the parts that have arrived are kept: try again soon")
    )


def needed_store() -> DirectUploads:
    """The bucket's uploads.

    Raises:
        SubmissionRefused: if this site does not offer them.
    """
    store = direct_uploads()
    if store is None:
        raise SubmissionRefused(_("this site accepts bundles only in one piece: POST /api/v1/submissions/bundle"))
    return store
