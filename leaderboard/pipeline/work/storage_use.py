"""The bytes that a team's submissions use, and the limit of a team. Pictures are counted per submission, in a
separate row, by one statement for all stale counts: those that run, and those that ended since. So nothing is counted
where pictures are stored, and a team's total is a sum over rows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet, Sum

from leaderboard.models import SentPicture, Submission, Team, UploadSession

MOST_AT_ONCE = 1000
"""Submissions counted by one statement: 0.1 to 10 ms each."""

_COUNT = """
    INSERT INTO leaderboard_submissionstorage (submission_id, picture_bytes, rendition_bytes, counted_at)
    SELECT stale.id, coalesce(sum(picture.byte_size), 0), coalesce(sum(picture.rendition_bytes), 0),
           statement_timestamp()
    FROM (
        SELECT submission.id, submission.files_deleted_at, submission.pictures_of_id
        FROM leaderboard_submission submission
        JOIN leaderboard_generator generator ON generator.id = submission.generator_id
        LEFT JOIN leaderboard_submissionstorage counted ON counted.submission_id = submission.id
        WHERE (%(team)s::bigint IS NULL OR generator.team_id = %(team)s::bigint) AND (
            counted.counted_at IS NULL
            OR counted.counted_at < submission.files_deleted_at
            OR counted.counted_at < statement_timestamp() - interval '1 minute'
                AND (submission.ended_at IS NULL OR counted.counted_at < submission.ended_at + interval '1 hour')
            OR counted.counted_at < statement_timestamp() - interval '7 days' AND %(team)s::bigint IS NULL
        )
        ORDER BY submission.id
        LIMIT %(most)s
    ) stale
    LEFT JOIN LATERAL (
        SELECT DISTINCT stored_id FROM leaderboard_generatedimage
        WHERE submission_id = stale.id AND stored_id IS NOT NULL
    ) image ON stale.files_deleted_at IS NULL AND NOT EXISTS (  -- the same files count where they were made
        SELECT FROM leaderboard_submission source
        WHERE source.id = stale.pictures_of_id AND source.files_deleted_at IS NULL
    )
    LEFT JOIN leaderboard_storedimage picture ON picture.sha256 = image.stored_id AND picture.deleted_at IS NULL
    GROUP BY stale.id
    ON CONFLICT (submission_id) DO UPDATE SET
        picture_bytes = excluded.picture_bytes,
        rendition_bytes = excluded.rendition_bytes,
        counted_at = excluded.counted_at
"""


@dataclass(frozen=True, slots=True)
class StorageUse:
    """Bytes of zips that wait for their check, pictures, their copies, evidence, and uploads in progress.

    ``uploads`` also counts pictures that were sent one by one, until a submission has stored them.
    """

    zips: int
    pictures: int
    renditions: int
    evidence: int
    uploads: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(getattr(self, field.name) for field in fields(self))


def count(team_id: int | None = None) -> int:
    """Count the pictures of submissions whose count is stale; returns how many.

    Args:
        team_id: of which team; None for all teams, including submissions counted a week ago.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"team": team_id, "most": MOST_AT_ONCE})
        return int(cursor.rowcount)


def use_of_submission(submission: Submission) -> StorageUse:
    """What one submission uses, as it was last counted."""
    return _use(Submission.objects.filter(pk=submission.pk))


def use_of(team: Team) -> StorageUse:
    """What a team uses, counted within the last minute; in four statements."""
    count(team.pk)
    use = _use(Submission.objects.filter(generator__team=team))
    uploads = UploadSession.objects.filter(generator__team=team, ended_at__isnull=True)
    pictures = SentPicture.objects.filter(team=team)
    sent = sum(rows.aggregate(size=Sum("byte_size"))["size"] or 0 for rows in (uploads, pictures))
    return StorageUse(use.zips, use.pictures, use.renditions, use.evidence, sent)


def limit_of(team: Team) -> int | None:
    """How many bytes the team may use; None without a limit."""
    gib: int = settings.SALON_ACCOUNT_STORAGE_GIB if team.storage_quota_gib is None else team.storage_quota_gib
    return gib * 2**30 or None


def _use(submissions: QuerySet[Submission]) -> StorageUse:
    # Each of these is at most one row per submission, so nothing is added twice.
    sums = submissions.aggregate(
        zips=Sum("bundle__byte_size", filter=~Q(bundle__file="")),
        pictures=Sum("storage__picture_bytes"),
        renditions=Sum("storage__rendition_bytes"),
        evidence=Sum("evidence__byte_size"),
    )
    return StorageUse(**{name: size or 0 for name, size in sums.items()})
