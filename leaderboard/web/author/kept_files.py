"""The files of a submission as its author sees them: how much they use, until when they are kept, and deleting them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leaderboard.models import Submission, clock
from leaderboard.pipeline.submission import retention
from leaderboard.pipeline.work.storage_use import StorageUse, count, use_of_submission

_WARNED_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """``until``: when the pictures will be deleted, None without a term; ``soon``: within two weeks."""

    use: StorageUse
    until: datetime | None
    soon: bool
    may_be_deleted: bool


def files_of(submission: Submission) -> KeptFiles:
    """What the author's page says about a submission's files."""
    count(submission.generator.team_id)
    until = retention.kept_until(submission)
    soon = until is not None and until - clock.read() < _WARNED_BEFORE
    return KeptFiles(use_of_submission(submission), until, soon, retention.may_be_released(submission))
