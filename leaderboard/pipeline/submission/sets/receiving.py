"""Receiving one picture of a set."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.models import PictureSet, SentPicture, SetPicture, clock
from leaderboard.pipeline.submission import uploads
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.sets import ending, files
from leaderboard.pipeline.work import deleting, storage_watch

_BLOCK = 2**18
_IN_MEMORY = 2**20


class NotAnnounced(SubmissionRefused):
    """The set has no picture with this SHA-256."""


class WrongBytes(SubmissionRefused):
    """The body is not the announced picture."""


def check(picture_set: PictureSet, sha256: str, size: int) -> SetPicture:
    """Whether a body of ``size`` bytes may be the picture ``sha256`` of an open set.

    Raises:
        NotAnnounced, WrongBytes, NoRoom, SubmissionRefused
    """
    ending.need_open(picture_set)
    planned = SetPicture.objects.filter(picture_set=picture_set, sha256=sha256).first()
    if planned is None:
        raise NotAnnounced(_("this set has no picture %(sha256)s; announce it first") % {"sha256": sha256})
    if size != planned.byte_size:
        raise WrongBytes(
            _("%(size)d bytes were sent; %(sha256)s was announced with %(announced)d")
            % {"size": size, "sha256": sha256, "announced": planned.byte_size}
        )
    if not storage_watch.takes_files():
        raise uploads.NoRoom(_("our storage cannot store files at the moment; nothing is lost: submit again later"))
    return planned


def receive(picture_set: PictureSet, sha256: str, body: IO[bytes], size: int) -> None:
    """Store a picture of the set; safe to repeat and to race. It is checked when the set is submitted.

    Args:
        body: read to its end. size: as the request states it, in bytes.

    Raises:
        NotAnnounced, WrongBytes, NoRoom, SubmissionRefused: nothing was stored then.
    """
    planned = check(picture_set, sha256, size)
    if SentPicture.objects.filter(team=picture_set.generator.team_id, sha256=sha256).exists():
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        _copy(body, copy, planned)
        # A name of its own: deleting the file of an earlier row never deletes this one.
        name = f"{files.FOLDER}/{sha256[:2]}/{uuid.uuid4().hex}"
        try:
            copy.seek(0)
            default_storage.save(name, File(copy))
        except OSError as error:
            storage_watch.storing_failed(error)
            raise uploads.NoRoom(
                _("our storage cannot store files at the moment; nothing is lost: submit again later")
            ) from error
    _record(picture_set, planned, name)


def _copy(body: IO[bytes], copy: IO[bytes], planned: SetPicture) -> None:
    """Copy the body while its size and SHA-256 are compared."""
    digest, size = hashlib.sha256(), 0
    while size <= planned.byte_size and (block := body.read(_BLOCK)):
        digest.update(block)
        size += len(block)
        copy.write(block)
    if size != planned.byte_size or digest.hexdigest() != planned.sha256:
        raise WrongBytes(
            _("the body's SHA-256 is not %(sha256)s; the file may have changed: announce the pictures again")
            % {"sha256": planned.sha256}
        )


def _record(picture_set: PictureSet, planned: SetPicture, name: str) -> None:
    """Record the file; of two that were sent at the same time, one is deleted.

    If the process dies before this, no row names the file, and tidying deletes it.
    """
    with transaction.atomic():
        row = SentPicture(
            team_id=picture_set.generator.team_id,
            sha256=planned.sha256,
            byte_size=planned.byte_size,
            name=name,
            expires_at=clock.read() + files.KEPT_FOR,
        )
        SentPicture.objects.bulk_create([row], ignore_conflicts=True)
        is_first = SentPicture.objects.filter(name=name).exists()
    if not is_first:
        deleting.delete_file(name)
