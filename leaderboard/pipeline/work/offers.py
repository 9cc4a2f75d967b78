"""Putting planned rows into the queue: which rows can be offered, and how many of a submission's at a time."""

from __future__ import annotations

from datetime import timedelta

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


_STALE = "(statement_timestamp() - make_interval(secs => %(lost_after_s)s))"


def offer_next(model: type[JudgedImage], submission_id: int, lost_after_s: float | None = None) -> int:
    """Put a submission's next planned rows into the queue, up to the limit; returns how many.

    Args:
        lost_after_s: the age at which a message counts as lost (see ``queue.lost_after_s``, which the sweeper asks).
            Asking takes a call to Redis, too much to do after every picture, so the default is the longest age.
    """
    task, limit = PICTURE_WORK[model]
    lost_after_s = queue.lost_at_last_s() if lost_after_s is None else lost_after_s
    row_ids = offer_window(model, submission_id, getattr(settings, limit), lost_after_s)
    queue.enqueue_on_commit(task, row_ids)
    return len(row_ids)


def offerable(lost_after_s: float) -> Q:
    """Rows that are due, unclaimed, and not in the queue; an older message than ``lost_after_s`` counts as lost."""
    stale = Now() - timedelta(seconds=lost_after_s)
    return Q(due_at__lte=Now()) & leases.unclaimed() & (Q(queued_at__isnull=True) | Q(queued_at__lt=stale))


def offer_window(model: type[Model], submission_id: int, window: int, lost_after_s: float) -> list[int]:
    """Mark the submission's next planned rows as queued, so that at most ``window`` are queued or being worked on.

    A row counts as queued until it is claimed or its message is older than ``lost_after_s``. Rows with the fewest
    attempts come first, so that an outage does not use up one row's attempts.

    This is one statement because it runs once per finished picture. Two callers at once may exceed the window by what
    they picked, but they never offer a row twice (SKIP LOCKED).
    """
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"""
        WITH outstanding AS (
            SELECT count(*) AS rows FROM {table}
            WHERE submission_id = %(submission)s AND status = 'planned'
              AND (queued_at > {_STALE} OR lease_expires_at > statement_timestamp())
        ), picked AS (
            SELECT id FROM {table}
            WHERE submission_id = %(submission)s AND status = 'planned' AND due_at <= statement_timestamp()
              AND (queued_at IS NULL OR queued_at <= {_STALE})
              AND (lease_expires_at IS NULL OR lease_expires_at <= statement_timestamp())
            ORDER BY attempt, id
            LIMIT greatest(0, %(window)s - (SELECT rows FROM outstanding))
            FOR UPDATE SKIP LOCKED
        )
        UPDATE {table} AS work SET queued_at = statement_timestamp() FROM picked WHERE work.id = picked.id
        RETURNING work.id
    """  # noqa: S608  # the table's name is the model's own; all values are parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, {"submission": submission_id, "lost_after_s": lost_after_s, "window": window})
        return sorted(row[0] for row in cursor.fetchall())
