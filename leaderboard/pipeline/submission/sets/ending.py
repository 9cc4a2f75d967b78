"""Ends sets without a submission."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from leaderboard.models import PictureSet, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.sets import files

FORGOTTEN_AFTER = timedelta(days=30)


def discard(picture_set: PictureSet) -> None:
    """Discard a set for its author, and delete what only it needs of the sent pictures."""
    if _end(picture_set, "you discarded these pictures"):
        files.delete_unneeded(picture_set)


def expire(*, dry_run: bool = False) -> int:
    """End expired sets, and delete the rows of those that ended long ago; returns how many ended."""
    late = PictureSet.objects.filter(ended_at__isnull=True, expires_at__lte=Now())
    if dry_run:
        return late.count()
    ended = sum(_end_expired(picture_set) for picture_set in late)
    PictureSet.objects.filter(ended_at__lt=Now() - FORGOTTEN_AFTER).delete()
    return ended


def is_open(picture_set: PictureSet) -> bool:
    """Whether pictures of the set can be sent; one whose time is over ends here."""
    if picture_set.ended_at is None and picture_set.expires_at <= clock.read():
        _end_expired(picture_set)
        picture_set.refresh_from_db()
    return picture_set.ended_at is None


def need_open(picture_set: PictureSet) -> None:
    """Whether the set is open. Raises: SubmissionRefused: if it has ended."""
    if not is_open(picture_set):
        raise SubmissionRefused(picture_set.cause or _("these pictures are submitted; announce them again to change"))


def _end_expired(picture_set: PictureSet) -> bool:
    return _end(picture_set, f"the pictures were not submitted within {files.KEPT_FOR.days} days; announce them again")


def _end(picture_set: PictureSet, cause: str) -> bool:
    """End an open set; False if it had already ended.

    Args:
        cause: in English; pages show its translation (``leaderboard/domain/recorded/uploads.py``).
    """
    is_open = PictureSet.objects.filter(pk=picture_set.pk, ended_at__isnull=True)
    return bool(is_open.update(ended_at=Now(), cause=cause))
