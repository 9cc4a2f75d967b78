"""Putting planned rows into the queue: which rows can be offered, and the order in which pictures are judged.

The pictures of a judge profile that are queued or held by workers are limited: as many as keep its judges busy. They
are filled in the order of the submissions' shares (leaderboard/domain/admission/shares.py), so that one submission
ends after the other. If the first has nothing to judge at the moment, the next ones' pictures fill the room, so that
no judge waits. Pictures to generate have their own order (leaderboard/pipeline/generation/offering.py).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from leaderboard.models.clock import Now
from leaderboard.pipeline.work import leases, queue
from leaderboard.pipeline.work.capacity import AT_WORK_SQL

_NOW = "statement_timestamp()"
_STALE = f"({_NOW} - make_interval(secs => %(lost_after_s)s))"

_OFFER = f"""
    WITH profile AS (
        SELECT DISTINCT judge_profile_id AS id FROM leaderboard_submission WHERE id = ANY(%(submissions)s)
    ), room AS (
        SELECT profile.id, greatest(0, %(window)s * greatest(1, (
            SELECT count(*) FROM leaderboard_judgeserver WHERE judge_profile_id = profile.id AND {AT_WORK_SQL}
        )) - (
            SELECT count(*)
            FROM leaderboard_submission AS submission
            JOIN leaderboard_judgedimage AS work ON work.submission_id = submission.id
            WHERE submission.judge_profile_id = profile.id AND submission.outcome = 'running'
              AND submission.stage <> 'submission' AND work.status = 'planned'
              AND (work.queued_at IS NOT NULL OR work.lease_expires_at IS NOT NULL)  -- for the index
              AND (work.queued_at > {_STALE} OR work.lease_expires_at > {_NOW})
        )) AS places
        FROM profile
    ), picked AS (
        SELECT work.id
        FROM room
        CROSS JOIN LATERAL (
            SELECT work.id
            FROM (
                SELECT id, coalesce(share_end, 0) AS turn FROM leaderboard_submission
                WHERE judge_profile_id = room.id AND outcome = 'running' AND stage <> 'submission'
                  AND (NOT %(only)s OR id = ANY(%(submissions)s))
                ORDER BY turn, id
            ) AS submission
            CROSS JOIN LATERAL (
                SELECT id FROM leaderboard_judgedimage
                WHERE submission_id = submission.id AND status = 'planned' AND due_at <= {_NOW}
                  AND (queued_at IS NULL OR queued_at <= {_STALE})
                  AND (lease_expires_at IS NULL OR lease_expires_at <= {_NOW})
                ORDER BY attempt, id
                LIMIT room.places
                FOR UPDATE SKIP LOCKED
            ) AS work
            ORDER BY submission.turn, submission.id  -- as they are read, so that reading ends with the last place
            LIMIT room.places
        ) AS work
    )
    -- An array, because the planner expects so many rows that it would read the whole table for a join.
    UPDATE leaderboard_judgedimage AS work SET queued_at = {_NOW}
    FROM leaderboard_submission AS submission
    WHERE work.id = ANY (ARRAY(SELECT id FROM picked)) AND submission.id = work.submission_id
    RETURNING coalesce(submission.share_end, 0), submission.id, work.id
"""  # noqa: S608  # put together from constants only


def offer_judgings(submission_ids: Collection[int], lost_after_s: float) -> int:
    """Enqueue the next pictures of these submissions, as far as there is room; returns how many.

    Rows with the fewest attempts come first, so that an outage does not use up one row's attempts.

    Args:
        lost_after_s: the age at which a message counts as lost.
    """
    return len(_offer(submission_ids, lost_after_s, only=True))


def offer_next(submission_id: int) -> frozenset[int]:
    """Fill the queue of a submission's judge profile; returns the submissions whose pictures were offered.

    Only the sweeper checks for lost messages (``queue.lost_after_s``), because that needs a call to Redis, too much
    after every picture.
    """
    return frozenset(_offer([submission_id], queue.lost_at_last_s(), only=False))


def offerable(lost_after_s: float) -> Q:
    """Rows that are due, unclaimed, and not in the queue; a message older than ``lost_after_s`` counts as lost."""
    stale = Now() - timedelta(seconds=lost_after_s)
    unqueued = Q(queued_at__isnull=True) | Q(queued_at__lt=stale)
    return Q(due_at__lte=Now()) & leases.unclaimed() & unqueued


def _offer(submission_ids: Collection[int], lost_after_s: float, *, only: bool) -> list[int]:
    """Mark the next rows as queued and send their messages; returns the submission of each.

    One statement, because it runs once per finished picture. Two callers at once may exceed the room by what they
    picked, but they never offer a row twice (SKIP LOCKED).

    Args:
        only: offer no pictures of other submissions of the same judge profiles.
    """
    values: dict[str, Any] = {
        "submissions": list(submission_ids),
        "only": only,
        "window": settings.SALON_JUDGING_WINDOW,
        "lost_after_s": lost_after_s,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OFFER, values)
        rows = sorted(cursor.fetchall())
    queue.enqueue_on_commit(queue.JUDGE, [row_id for _, _, row_id in rows])
    return [submission_id for _, submission_id, _ in rows]
