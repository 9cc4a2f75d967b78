"""The storage limit of a team, checked before a submission is accepted."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from leaderboard.models import Team
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import storage_use


class StorageExhausted(SubmissionRefused):
    """The team's files leave no room for another submission."""


def check(team: Team, size: int = 0) -> None:
    """Whether the team has room for another submission.

    Args:
        size: in bytes, of a bundle; 0 if unknown.

    Raises:
        StorageExhausted: if not; the message says what is used and what to do.
    """
    limit = storage_use.limit_of(team)
    if limit is None:
        return
    used = storage_use.use_of(team).total
    if used + size > limit or used == limit:
        raise StorageExhausted(
            _(
                "your submissions use %(used)s of the %(limit)s of your account, and this one needs %(size)s more; "
                "delete the files of submissions that you no longer need, on their pages (withdraw public ones first), "
                "or ask the operators for more"
            )
            % {"used": filesizeformat(used), "limit": filesizeformat(limit), "size": filesizeformat(size)}
        )
