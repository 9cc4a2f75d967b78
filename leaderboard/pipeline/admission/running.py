"""The work of a profile's judges: the admitted submissions, and how much of each is ready."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from leaderboard.domain.admission.turns import RunningRun

CALLS_PER_PICTURE = 4.0
"""About as many as the official data set has; for rows without a number of calls."""

_RUNNING = """
    SELECT submission.id, generator.team_id, submission.share_start, coalesce(submission.share_end, 0) AS turn,
        submission.judge_calls,
        (
            SELECT count(*) FROM leaderboard_judgedimage AS judging
            WHERE judging.submission_id = submission.id AND judging.status = 'planned'
        ),
        CASE WHEN submission.stage = 'generation' THEN (
            SELECT count(*) FROM leaderboard_generatedimage AS image
            WHERE image.submission_id = submission.id AND image.status = 'planned'
        ) ELSE 0 END,
        (SELECT count(*) FROM leaderboard_generatedimage AS image WHERE image.submission_id = submission.id),
        extract(epoch FROM statement_timestamp() - submission.stage_since),
        coalesce(
            endpoint.failures_in_a_row + endpoint.refusals_in_a_row > 0
                OR endpoint.paused_until > statement_timestamp(),
            false
        )
    FROM leaderboard_submission AS submission
    JOIN leaderboard_generator AS generator ON generator.id = submission.generator_id
    LEFT JOIN leaderboard_endpointrun AS endpoint ON endpoint.submission_id = submission.id
    WHERE submission.judge_profile_id = %s AND submission.outcome = 'running'
      AND submission.stage IN ('generation', 'judging')
    ORDER BY turn, submission.id
"""


@dataclass(frozen=True, slots=True)
class OwnedRun:
    """An admitted submission, its team, and where its share begins (None in rows of earlier releases)."""

    run: RunningRun
    team: int
    share_start: int | None


def running_runs(profile_id: int) -> list[OwnedRun]:
    """The admitted submissions of a judge profile that are not judged yet, in the order in which they are served."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [profile_id])
        rows = cursor.fetchall()
    return [
        OwnedRun(
            RunningRun(
                end=end,
                key=key,
                ready=ready,
                to_make=to_make,
                pictures=pictures,
                calls_per_picture=calls / pictures if calls and pictures else CALLS_PER_PICTURE,
                age_s=float(age_s),
                is_stalled=is_stalled,
            ),
            team,
            start,
        )
        for key, team, start, end, calls, ready, to_make, pictures, age_s, is_stalled in rows
    ]
