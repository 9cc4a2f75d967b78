"""Putting planned rows into the queue: which rows can be offered, and how many of a submission's at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model, Q

from leaderboard.models import JudgedImage
from leaderboard.models.clock import Now
from leaderboard.pipeline.work import leases, queue

PICTURE_WORK: dict[type[JudgedImage], tuple[str, str]] = {
    JudgedImage: (queue.JUDGE, "SALON_JUDGING_WINDOW"),
}
"""Work that is done picture by picture: its task, and the setting that limits a submission's rows in the queue or in a
worker's hands. The limit is what keeps the order fair: a large submission cannot block a small one that comes later.
Pictures to generate have an order of their own (leaderboard/pipeline/generation/offering.py)."""


_NOW = "statement_timestamp()"
_STALE = f"({_NOW} - make_interval(secs => %(lost_after_s)s))"


def offer_next(model: type[JudgedImage], submission_id: int) -> int:
    """Put a submission's next planned rows into the queue, up to the limit; returns how many.

    Whether messages were lost is for the sweeper to ask (``queue.lost_after_s``): it takes a call to Redis, too much to
    do after every picture.
    """
    return offer_all(model, [submission_id], queue.lost_at_last_s())


def offer_all(model: type[JudgedImage], submission_ids: Collection[int], lost_after_s: float) -> int:
    """Put the next planned rows of each submission into the queue, up to the limit; returns how many.

    Args:
        lost_after_s: the age at which a message counts as lost.
    """
    task, limit = PICTURE_WORK[model]
    row_ids = offer_windows(model, submission_ids, getattr(settings, limit), lost_after_s)
    queue.enqueue_on_commit(task, row_ids)
    return len(row_ids)


def offerable(lost_after_s: float) -> Q:
    """Rows that are due, unclaimed, and not in the queue; an older message than ``lost_after_s`` counts as lost."""
    stale = Now() - timedelta(seconds=lost_after_s)
    unqueued = Q(queued_at__isnull=True) | Q(queued_at__lt=stale)
    return Q(due_at__lte=Now()) & leases.unclaimed() & unqueued


def offer_windows(model: type[Model], submission_ids: Collection[int], window: int, lost_after_s: float) -> list[int]:
    """Mark each submission's next planned rows as queued, so that at most ``window`` are queued or being worked on.

    A row counts as queued until it is claimed or its message is older than ``lost_after_s``. Rows with the fewest
    attempts come first, so that an outage does not use up one row's attempts.

    One statement for all submissions, because it runs once per finished picture (for one submission) and in every sweep
    (for all that run). Two callers at once may exceed the window by what they picked, but they never offer a row twice
    (SKIP LOCKED).

    Returns:
        The rows' ids, one of each submission in turn.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"""
        WITH picked AS (
            SELECT work.id
            FROM unnest(%(submissions)s::bigint[]) AS submission (id)
            CROSS JOIN LATERAL (
                SELECT id FROM {table}
                WHERE submission_id = submission.id AND status = 'planned' AND due_at <= {_NOW}
                  AND (queued_at IS NULL OR queued_at <= {_STALE})
                  AND (lease_expires_at IS NULL OR lease_expires_at <= {_NOW})
                ORDER BY attempt, id
                LIMIT greatest(0, %(window)s - (
                    SELECT count(*) FROM {table}
                    WHERE submission_id = submission.id AND status = 'planned'
                      AND (queued_at IS NOT NULL OR lease_expires_at IS NOT NULL)  -- for the index
                      AND (queued_at > {_STALE} OR lease_expires_at > {_NOW})
                ))
                FOR UPDATE SKIP LOCKED
            ) AS work
        )
        -- An array, because the planner expects so many rows that it would read the whole table for a join.
        UPDATE {table} SET queued_at = {_NOW} WHERE id = ANY (ARRAY(SELECT id FROM picked))
        RETURNING submission_id, id
    """  # noqa: S608  # the table's name is the model's own; all values are parameters
    values: dict[str, Any] = {
        "submissions": list(submission_ids),
        "window": window,
        "lost_after_s": lost_after_s,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return _in_turn(cursor.fetchall())


def _in_turn(rows: Iterable[tuple[int, int]]) -> list[int]:
    """The ids of (submission, id) pairs: the first of each submission, then the second of each, and so on."""
    places: Counter[int] = Counter()
    ordered = []
    for submission_id, row_id in sorted(rows):
        ordered.append((places[submission_id], submission_id, row_id))
        places[submission_id] += 1
    return [row_id for _, _, row_id in sorted(ordered)]
