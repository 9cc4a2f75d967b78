"""Closes the gaps that ended submissions leave: their teams' later ones move up."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max, QuerySet

from leaderboard.domain.admission.shares import Share, moved_up
from leaderboard.models import Admission, Outcome, Submission
from leaderboard.pipeline.admission.state import WAITING

COUNTED = (Outcome.RUNNING, Outcome.SCORED)
"""The outcomes of submissions whose shares count: failed or rejected ones cost their teams no share."""

_TEAMS = """
    WITH counted AS (
        SELECT submission.id, generator.team_id AS team, submission.share_start, submission.share_end,
            submission.practice_rule IS NOT NULL AS practice,
            submission.outcome = 'running' AND submission.stage = 'submission'
                AND submission.waiting_since IS NOT NULL AS waits
        FROM leaderboard_submission AS submission
        JOIN leaderboard_generator AS generator ON generator.id = submission.generator_id
        WHERE submission.judge_profile_id = %(profile)s AND submission.share_end > %(clock)s
          AND submission.outcome IN ('running', 'scored')
    ), ordered AS (
        SELECT *, lag(share_end) OVER (PARTITION BY team, practice ORDER BY waits, share_end, id) AS before
        FROM counted
    )
    SELECT DISTINCT team, practice FROM ordered WHERE waits AND share_start > greatest(before, %(clock)s)
"""


def own_end(state: Admission, team_id: int, *, practice: bool) -> int:
    """The end of the last share of a team's practice or other submissions, if it is ahead of the clock, else 0."""
    return _counted(state, team_id, practice=practice).aggregate(last=Max("share_end"))["last"] or 0


def close_gaps(state: Admission) -> None:
    """Move up waiting submissions that are later than necessary, in a transaction with the state's lock."""
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, {"profile": state.pk, "clock": state.clock})
        rows = cursor.fetchall()
    for team_id, practice in rows:
        _move_up(state, team_id, practice=practice)


def _move_up(state: Admission, team_id: int, *, practice: bool) -> None:
    counted = _counted(state, team_id, practice=practice)
    waiting = list(counted.filter(WAITING).order_by("share_end", "pk").only("share_start", "share_end"))
    moved = moved_up(
        [Share(row.share_start or 0, row.share_end or 0) for row in waiting],
        clock=state.clock,
        own_end=counted.exclude(WAITING).aggregate(last=Max("share_end"))["last"] or 0,
    )
    for row, share in zip(waiting, moved, strict=True):
        row.share_start, row.share_end = share.start, share.end
    Submission.objects.bulk_update(waiting, ["share_start", "share_end"])


def _counted(state: Admission, team_id: int, *, practice: bool) -> QuerySet[Submission]:
    return Submission.objects.filter(
        judge_profile=state.pk,
        share_end__gt=state.clock,
        outcome__in=COUNTED,
        generator__team=team_id,
        practice_rule__isnull=not practice,
    )
