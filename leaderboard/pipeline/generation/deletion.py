"""Deletes the files of pictures; their rows, judgements and scores stay.

A picture is stored under its SHA-256, and somebody may submit the same bytes during the deletion. Therefore the row
is marked first, and the files are deleted under a lock of the row, if it is still marked then; ``store_bytes``
removes the mark before it looks for the files. Files that remain because a process died in between, or because a
backup was being made, are found by ``manage.py tidy``, which treats those of a marked row as files without a row.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.models import Alert, AlertKind, Deletion, StoredImage
from leaderboard.models.clock import Now
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.pipeline.work.deleting import delete_file


def delete_picture(
    stored: StoredImage, because: Deletion, *, reason: str = "", among: QuerySet[StoredImage] | None = None
) -> int:
    """Delete a picture and its copies from the storage, for every submission that has it.

    The files are deleted when the caller's transaction, if there is one, has been committed.

    Args:
        reason: the public reason, when operators take it down.
        among: the pictures that may be deleted, evaluated again in the statement that marks this one; by default all.

    Returns:
        The freed bytes; 0 if the picture was already deleted, or must not be deleted.
    """
    pictures = StoredImage.objects.all() if among is None else among
    marked = pictures.filter(pk=stored.pk, deleted_at__isnull=True).update(
        deleted_at=Now(),
        deleted_because=because,
        deleted_reason=reason,
        # Its copies must no longer be made.
        rendered_at=Coalesce("rendered_at", Now()),
    )
    if not marked:
        return 0
    Alert.objects.filter(kind=AlertKind.FILE, subject=stored.path).delete()
    transaction.on_commit(partial(delete_files, stored.pk), robust=True)
    return stored.byte_size + (stored.rendition_bytes or 0)


@transaction.atomic
def delete_files(sha256: str) -> bool:
    """Delete the files of a picture whose row is marked as deleted; False if it has been stored again.

    While a backup is made they stay, too, and tidying deletes them later.
    """
    stored = StoredImage.objects.select_for_update().filter(pk=sha256, deleted_at__isnull=False).first()
    # Each is tried, even after one that cannot be deleted.
    return stored is not None and sum(delete_file(path) for path in paths(stored)) == len(paths(stored))


def paths(stored: StoredImage) -> tuple[str, ...]:
    """The names of a picture's files: the original and its copies."""
    return stored.path, *(stored.rendition_path(side) for side in RENDITION_SIDES)


def restore_row(sha256: str) -> bool:
    """Note that a picture is being stored again; returns whether it has a row.

    Call it before looking for the files: a deletion in progress ends first, and a later one sees that the picture is
    new.

    Raises:
        ImageFault: for a picture that operators took down.
    """
    again = {"rendered_at": None, "render_tries": 0, "queued_at": None, "rendition_bytes": None}
    refuse_taken_down(sha256)
    deleted = StoredImage.objects.filter(pk=sha256, deleted_at__isnull=False).exclude(deleted_because=Deletion.TAKEDOWN)
    if deleted.update(deleted_at=None, deleted_because="", stored_at=Now(), **again):
        return True
    return bool(StoredImage.objects.filter(pk=sha256).update(stored_at=Now()))


def refuse_taken_down(sha256: str) -> None:
    """Refuse to store a picture that operators took down.

    Raises:
        ImageFault: with their reason.
    """
    for stored in StoredImage.objects.filter(pk=sha256, deleted_because=Deletion.TAKEDOWN):
        raise ImageFault(
            ImageFaultKind.TAKEN_DOWN,
            "the operators have taken this picture down, so it cannot be submitted again. "
            f"Their reason: {stored.deleted_reason}",
        )
