"""Deletes the files of submissions whose time is over (docs/operating.md#retention). A submission is *released*
first: from then on it needs no files, and a constraint ensures that it is not public. A picture is deleted when all
submissions that have it are released. Rows, judgements, scores and evidence stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from leaderboard.domain.stages import Stage
from leaderboard.files.site_storage import Freed
from leaderboard.models import BundleRun, Deletion, GeneratedImage, Outcome, StoredImage, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.generation.deletion import delete_picture
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import transitions

SETTLED = timedelta(days=1)
"""Younger pictures may belong to a submission that is being stored."""

_RELEASED = Q(files_deleted_at__isnull=False)
_ABANDONED = (Outcome.FAILED, Outcome.REJECTED)


def kept_until(submission: Submission) -> datetime | None:
    """When the pictures will be deleted; None if they are kept without limit, or already deleted."""
    private, ended = settings.SALON_KEEP_PRIVATE_DAYS, settings.SALON_KEEP_ENDED_DAYS
    since, days = submission.ended_at, ended if submission.outcome in _ABANDONED else private
    if submission.public_at is not None:
        since, days = submission.withdrawn_at, ended
    if submission.files_deleted_at is not None or since is None or not days:
        return None
    return since + timedelta(days=days)


def may_be_released(submission: Submission) -> bool:
    """Whether its author may have its files deleted now."""
    hidden = submission.public_at is None or submission.withdrawn_at is not None
    return hidden and submission.outcome != Outcome.RUNNING and submission.files_deleted_at is None


def release(submission: Submission) -> None:
    """Release the files of a submission for its author; tidying deletes them within a day or two.

    Raises: SubmissionRefused: if it is running or public, or already released.
    """
    released = Submission.objects.filter(_releasable(), pk=submission.pk)
    if not released.update(files_deleted_at=Now(), files_deleted_because=Deletion.AUTHOR):
        raise SubmissionRefused(
            _("only the files of a private or withdrawn submission that has ended can be deleted, and only once")
        )


def release_expired(*, dry_run: bool = False) -> int:
    """Release the submissions whose time is over; returns how many."""
    expired = Submission.objects.filter(_releasable() & _expired())
    if dry_run:
        return expired.count()
    return expired.update(files_deleted_at=Now(), files_deleted_because=Deletion.RETENTION)


def delete_unneeded_pictures(folders: Iterable[int], *, dry_run: bool = False) -> Freed:
    """Delete the pictures that no submission needs.

    Args:
        folders: the folders of the storage to process. dry_run: delete nothing, and also count submissions that would
            be released now.
    """
    freed = Freed()
    unneeded = _unneeded(_RELEASED | (_releasable() & _expired()) if dry_run else _RELEASED)
    by_author = GeneratedImage.objects.filter(stored=OuterRef("pk"), submission__files_deleted_because=Deletion.AUTHOR)
    for folder in folders:
        pictures = unneeded.filter(sha256__startswith=f"{folder:02x}").annotate(by_author=Exists(by_author))
        for stored in list(pictures):
            because = Deletion.AUTHOR if getattr(stored, "by_author", False) else Deletion.RETENTION
            size = stored.byte_size + (stored.rendition_bytes or 0)
            if dry_run or delete_picture(stored, because, among=unneeded):
                freed += Freed(1, size)
    return freed


def delete_old_zips(*, dry_run: bool = False) -> Freed:
    """Delete the zips that were checked and whose time is over."""
    term = Now() - timedelta(days=settings.SALON_KEEP_BUNDLES_DAYS)
    waiting = Q(submission__outcome=Outcome.RUNNING, submission__stage=Stage.SUBMISSION)
    old = BundleRun.objects.exclude(file="").exclude(waiting).filter(submission__created_at__lt=term)
    freed = Freed()
    for bundle in list(old):
        freed += Freed(1, bundle.byte_size)
        if not dry_run:
            with transaction.atomic():
                transitions.delete_zip(bundle.submission_id)
    return freed


def _releasable() -> Q:
    hidden = Q(public_at__isnull=True) | Q(withdrawn_at__isnull=False)
    return hidden & ~Q(outcome=Outcome.RUNNING) & ~_RELEASED


def _expired() -> Q:
    """Conditions that match no submission if no limits are set."""
    private, ended = settings.SALON_KEEP_PRIVATE_DAYS, settings.SALON_KEEP_ENDED_DAYS
    expired = Q(pk__in=[])
    if private:
        expired |= Q(outcome=Outcome.SCORED, public_at__isnull=True, ended_at__lt=Now() - timedelta(days=private))
    if ended:
        expired |= Q(outcome__in=_ABANDONED, ended_at__lt=Now() - timedelta(days=ended))
        expired |= Q(withdrawn_at__lt=Now() - timedelta(days=ended))
    return expired


def _unneeded(released: Q) -> QuerySet[StoredImage]:
    needed = GeneratedImage.objects.filter(stored=OuterRef("pk"), submission__in=Submission.objects.exclude(released))
    settled = StoredImage.objects.filter(deleted_at__isnull=True, stored_at__lt=Now() - SETTLED)
    return settled.filter(~Exists(needed))
