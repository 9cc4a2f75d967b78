"""Whether a bundle may be uploaded: checked before its bytes are read and again before it is stored."""

from __future__ import annotations

import shutil
import tempfile
from itertools import product

from django.conf import settings
from django.utils.translation import gettext as _

from leaderboard.models import CHANGING, Generator, Team, User, memberships_of
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
    """The author has no such generator, or may not submit with it."""


def check(team: Team, size: int, *, practice: bool = False) -> None:
    """Whether the team may submit a bundle of ``size`` bytes now.

    Args:
        practice: whether it is a practice submission, which has a quota of its own.

    Raises:
        TooLarge, NoRoom, StorageExhausted, QuotaExhausted
    """
    check_size(size)
    check_account(team, size, practice=practice)


def check_size(size: int) -> None:
    """Whether bundles may have ``size`` bytes. Raises: TooLarge."""
    most = settings.SALON_BUNDLE_MAX_BYTES
    if size > most:
        raise TooLarge(
            _("the bundle has %(size).1f GiB; at most %(most).1f GiB are accepted")
            % {"size": size / 2**30, "most": most / 2**30}
        )


def check_account(team: Team, size: int, *, practice: bool = False) -> None:
    """Whether the team may submit now, and has room for ``size`` bytes more.

    Args:
        practice: as for ``check``.

    Raises:
        NoRoom, StorageExhausted, QuotaExhausted
    """
    quota.check(team, practice=practice)
    quota.check_bundles(team)
    storage_quota.check(team, size)
    if not storage_watch.takes_files():
        raise NoRoom(_("our storage cannot store files at the moment; nothing is lost: submit again later"))


def check_sender(sender: User, size: int) -> None:
    """Whether a person may submit a bundle of ``size`` bytes now for one of their teams.

    It is not known yet for which team, and whether for practice.

    Raises:
        NotYours, TooLarge, NoRoom, StorageExhausted, QuotaExhausted: why not for the last of the teams.
    """
    refusal: SubmissionRefused | quota.QuotaExhausted = NotYours(
        _("you are a reader of this team; ask one of its owners to make you a member, who can change things")
    )
    teams = Team.objects.filter(pk__in=memberships_of(sender, CHANGING).values("team")).order_by("-personal_of")
    for team, practice in product(teams, (True, False)):
        try:
            return check(team, size, practice=practice)
        except (SubmissionRefused, quota.QuotaExhausted) as refused:
            refusal = refused
    raise refusal


def check_room(size: int) -> None:
    """Whether the temporary folder has room for an upload of ``size`` bytes.

    Raises:
        NoRoom: if not.
    """
    free = shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).free
    if free < _COPIES * size + settings.SALON_STORAGE_RESERVE_BYTES:
        raise NoRoom(_("our disk has no room for this upload at the moment; submit again later"))


def check_generator(sender: User, generator_id: int) -> Generator:
    """The generator, if the person may submit with it.

    Raises:
        NotYours: if not.
    """
    teams = memberships_of(sender, CHANGING).values("team")
    generators = Generator.objects.filter(team__in=teams, pk=generator_id, deleted_at__isnull=True)
    generator = generators.select_related("team").first()
    if generator is None:
        raise NotYours(
            _("you have no generator %(generator)d; see GET /api/v1/generators") % {"generator": generator_id}
        )
    return generator
