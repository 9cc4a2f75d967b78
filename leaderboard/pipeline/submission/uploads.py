"""Whether a bundle may be uploaded: checked before its bytes are read and again before it is stored."""

from __future__ import annotations

import shutil
import tempfile

from django.conf import settings
from django.utils.translation import gettext as _

from leaderboard.models import Generator, User
from leaderboard.pipeline.submission import storage_quota
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import quota, storage_watch

_COPIES = 2
"""A bundle is briefly in the temporary folder twice: in the request's body, and extracted from it."""


class TooLarge(SubmissionRefused):
    """The bundle is larger than the limit."""


class NoRoom(SubmissionRefused):
    """The disk has no room for the bundle at the moment."""


class NotYours(SubmissionRefused):
    """The author has no such generator."""


def check(owner: User, size: int) -> None:
    """Whether the author may submit a bundle of ``size`` bytes now.

    Raises:
        TooLarge, NoRoom, StorageExhausted, QuotaExhausted
    """
    most = settings.SALON_BUNDLE_MAX_BYTES
    if size > most:
        raise TooLarge(
            _("the bundle has %(size).1f GiB; at most %(most).1f GiB are accepted")
            % {"size": size / 2**30, "most": most / 2**30}
        )
    quota.check(owner)
    quota.check_bundles(owner)
    storage_quota.check(owner, size)
    if not storage_watch.takes_files():
        raise NoRoom(_("our storage cannot store files at the moment; nothing is lost: submit again later"))


def check_room(size: int) -> None:
    """Whether the temporary folder has room for an upload of ``size`` bytes.

    Raises:
        NoRoom: if not.
    """
    free = shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).free
    if free < _COPIES * size + settings.SALON_STORAGE_RESERVE_BYTES:
        raise NoRoom(_("our disk has no room for this upload at the moment; submit again later"))


def check_generator(owner: User, generator_id: int) -> None:
    """Whether the generator is the author's.

    Raises:
        NotYours: if not.
    """
    if not Generator.objects.filter(owner=owner, pk=generator_id, deleted_at__isnull=True).exists():
        raise NotYours(
            _("you have no generator %(generator)d; see GET /api/v1/generators") % {"generator": generator_id}
        )
