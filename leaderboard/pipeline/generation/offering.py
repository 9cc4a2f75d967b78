"""The order of generation: finds the planned pictures that may be requested now, and enqueues exactly those.

The calls of an endpoint's origin are limited, over all its submissions. So a picture is
offered only when its origin has room for the call: a queue full of pictures that may not be requested yet would delay
those that may. Room is shared evenly: an origin's room between the teams that submitted there, a team's
between its submissions, the oldest first. An endpoint that has not delivered yet gets half of its room, and a team
has a limit over all its origins, so endpoints that hang leave worker threads free for others.

An endpoint that fails gets one picture at a time. By turns, that is one whose call has failed before and one that was
not called yet: some endpoints fail the first call of every prompt, and others every call of one prompt.

Whoever finishes a call offers the next ones (``offer_after_call``), so a calm run needs no sweeper.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.locks import lock_name

_LOCK_IF_FREE = """
    SELECT origin FROM (
        SELECT DISTINCT endpoint.origin
        FROM leaderboard_submission AS submission
        JOIN leaderboard_endpointrun AS endpoint ON endpoint.submission_id = submission.id
        WHERE submission.outcome = 'running' AND submission.stage = 'generation'
        OFFSET 0
    ) AS origins
    WHERE pg_try_advisory_xact_lock(hashtextextended(origin, 0))
"""

_ORIGINS_OF_TEAM = """
    SELECT DISTINCT endpoint.origin
    FROM leaderboard_submission AS finished
    JOIN leaderboard_generator AS generator ON generator.id = finished.generator_id
    JOIN leaderboard_generator AS same ON same.team_id = generator.team_id
    JOIN leaderboard_submission AS submission ON submission.generator_id = same.id
    JOIN leaderboard_endpointrun AS endpoint ON endpoint.submission_id = submission.id
    WHERE finished.id = %s
      AND (submission.id = finished.id OR submission.outcome = 'running' AND submission.stage = 'generation')
"""

_OFFERABLE = """
    FROM leaderboard_generatedimage
    WHERE submission_id = counted.id AND status = 'planned' AND due_at <= statement_timestamp()
      AND (queued_at IS NULL OR queued_at <= statement_timestamp() - make_interval(secs => %(lost_after_s)s))
      AND (lease_expires_at IS NULL OR lease_expires_at <= statement_timestamp())
"""

_OFFER = f"""
    WITH outstanding AS (  -- rows in the queue or in a worker's hands
        SELECT submission_id, count(*) AS pictures
        FROM leaderboard_generatedimage
        WHERE status = 'planned' AND (queued_at IS NOT NULL OR lease_expires_at IS NOT NULL)
          AND (
              queued_at > statement_timestamp() - make_interval(secs => %(lost_after_s)s)
              OR lease_expires_at > statement_timestamp()
          )
        GROUP BY submission_id
    ), running AS (
        SELECT submission.id, endpoint.origin COLLATE "C" AS origin, generator.team_id AS team,
            coalesce(outstanding.pictures, 0) AS pictures,
            endpoint.failures_in_a_row + endpoint.refusals_in_a_row AS rounds,
            CASE
                WHEN endpoint.paused_until > statement_timestamp() THEN 0
                WHEN endpoint.failures_in_a_row + endpoint.refusals_in_a_row > 0 THEN 1
                WHEN endpoint.delivered THEN %(of_origin)s
                ELSE %(undelivered)s
            END AS allowed
        FROM leaderboard_submission AS submission
        JOIN leaderboard_endpointrun AS endpoint ON endpoint.submission_id = submission.id
        JOIN leaderboard_generator AS generator ON generator.id = submission.generator_id
        LEFT JOIN outstanding ON outstanding.submission_id = submission.id
        WHERE submission.outcome = 'running' AND submission.stage = 'generation'
    ), counted AS (
        SELECT *,
            sum(pictures) OVER (PARTITION BY origin) AS of_origin,
            sum(pictures) OVER (PARTITION BY team) AS of_team,
            sum(pictures) OVER (PARTITION BY origin, team) AS of_team_here
        FROM running
    ), due AS (
        SELECT counted.*, image.id AS image_id,
            counted.pictures + row_number() OVER (
                PARTITION BY counted.id ORDER BY image.failures, image.id
            ) AS of_submission
        FROM counted
        CROSS JOIN LATERAL (
            -- Apart, because the first order is that of an index.
            (
                SELECT id, failures {_OFFERABLE} AND counted.rounds = 0
                ORDER BY failures, id
                LIMIT greatest(0, least(counted.allowed - counted.pictures, %(of_origin)s - counted.of_origin))
            ) UNION ALL (
                SELECT id, failures {_OFFERABLE} AND counted.rounds > 0
                -- In odd rounds what has failed before comes first (false sorts before true), in even ones the others.
                ORDER BY (cause = '') = (counted.rounds %% 2 = 1), failures, id
                LIMIT 1
            )
        ) AS image
        WHERE NOT EXISTS (SELECT FROM leaderboard_alert WHERE kind = 'storage')  -- a picture could not be stored
          AND counted.origin = ANY(%(origins)s) AND counted.allowed > counted.pictures
          AND counted.of_origin < %(of_origin)s AND counted.of_team < %(of_team)s
    ), shared AS (  -- by turns: each team's first, each team's second, …
        SELECT *, of_team_here + row_number() OVER (
            PARTITION BY origin, team ORDER BY of_submission, id
        ) AS turn
        FROM due
    ), fitting AS (
        SELECT *, of_origin + row_number() OVER (PARTITION BY origin ORDER BY turn, of_submission, id) AS place
        FROM shared
    ), chosen AS (
        SELECT *, of_team + row_number() OVER (PARTITION BY team ORDER BY turn, id) AS place_of_team
        FROM fitting WHERE place <= %(of_origin)s
    ), locked AS (
        SELECT image.id FROM leaderboard_generatedimage AS image
        WHERE image.id IN (SELECT image_id FROM chosen WHERE place_of_team <= %(of_team)s)
          AND image.status = 'planned'
        FOR UPDATE SKIP LOCKED
    )
    UPDATE leaderboard_generatedimage AS work SET queued_at = statement_timestamp()
    FROM locked WHERE work.id = locked.id
    RETURNING work.id
"""  # noqa: S608  # put together from constants only


def offer_generation(origins: Iterable[str] | None = None, lost_after_s: float | None = None) -> int:
    """Put the pictures that may be requested now into the queue; returns how many.

    Two callers at once take turns per origin, so no row is offered twice and no limit is exceeded.

    Args:
        origins: the origins to consider; by default all except those that another caller is processing.
        lost_after_s: the age at which a message counts as lost (see ``queue.lost_after_s``); by default the longest.
    """
    lost_after_s = queue.lost_at_last_s() if lost_after_s is None else lost_after_s
    with transaction.atomic():
        return offer_locked(lock_free_origins() if origins is None else _lock(origins), lost_after_s)


def offer_locked(origins: list[str], lost_after_s: float) -> int:
    """The same for origins that this transaction has locked."""
    image_ids = _offer(origins, lost_after_s) if origins else []
    queue.enqueue_on_commit(queue.GENERATE, image_ids)
    return len(image_ids)


def offer_after_call(submission_id: int) -> int:
    """Offer pictures after a call of the submission has ended: it made room at its origin and for its team."""
    with connection.cursor() as cursor:
        cursor.execute(_ORIGINS_OF_TEAM, [submission_id])
        origins = [origin for (origin,) in cursor.fetchall()]
    return offer_generation(origins)


def lock_origin(origin: str) -> None:
    """Lock an origin against other claims and offers of its pictures, until the transaction ends."""
    lock_name(origin)


def _lock(origins: Iterable[str]) -> list[str]:
    """Lock them one after another, in the same order for all callers."""
    locked = sorted(set(origins))
    for origin in locked:
        lock_origin(origin)
    return locked


def lock_free_origins() -> list[str]:
    """Lock the origins of running submissions, except those that another caller has locked."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_IF_FREE)
        return [origin for (origin,) in cursor.fetchall()]


def _offer(origins: list[str], lost_after_s: float) -> list[int]:
    in_flight = settings.SALON_ENDPOINT_IN_FLIGHT
    values: dict[str, Any] = {
        "origins": origins,
        "of_origin": in_flight,
        "undelivered": (in_flight + 1) // 2,
        "of_team": settings.SALON_ACCOUNT_IN_FLIGHT,
        "lost_after_s": lost_after_s,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OFFER, values)
        return [image_id for (image_id,) in cursor.fetchall()]
