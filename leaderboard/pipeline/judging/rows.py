"""The two statements of stage 3 that run for every picture: claiming it, and recording what the judge said.

By hand, because each is one round trip: through the ORM they were seven, and two thirds of what a judge call cost a
worker beside the sending of its picture.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from leaderboard.models import JudgedImageStatus, Judgement, Outcome

# All conditions on the work's own row stand here and in no subquery: PostgreSQL evaluates them again under the row's
# lock, so of two workers with the same message one wins.
_CLAIM = """
    UPDATE leaderboard_judgedimage AS work
    SET lease_token = %(token)s, lease_expires_at = %(expires)s, queued_at = NULL, attempt = work.attempt + 1
    FROM leaderboard_generatedimage AS image, leaderboard_prompt AS prompt, leaderboard_judgeprofile AS profile
    WHERE work.id = %(key)s AND work.status = %(planned)s
      AND work.due_at <= %(now)s AND (work.lease_expires_at IS NULL OR work.lease_expires_at <= %(now)s)
      AND work.submission_id IN (SELECT id FROM leaderboard_submission WHERE outcome = %(running)s)
      AND image.id = work.image_id AND prompt.id = image.prompt_id AND profile.id = work.judge_profile_id
    RETURNING work.submission_id, work.attempt, work.broken_tries, work.dimensions,
              work.judge_profile_id, profile.sha256, image.stored_id, prompt.texts ->> image.language
"""

_COLUMNS = {
    "dimension": "text",
    "status": "text",
    "verdicts": "jsonb",
    "reason": "text",
    "prompt_neutralised": "boolean",
    "reasoning": "text",
    "content": "text",
    "finish_reason": "text",
    "prompt_tokens": "integer",
    "completion_tokens": "integer",
    "cached_tokens": "integer",
    "latency_s": "double precision",
    "attempt": "integer",
    "profile_sha256": "text",
    "first_reply": "jsonb",
}
"""What the caller gives of a judgement, with PostgreSQL's types."""

# Judgements go in only where the row was given back by the same statement: a claim that was lost records nothing.
_RECORD = f"""
    WITH released AS (
        UPDATE leaderboard_judgedimage
        SET status = %(status)s, distorted = %(distorted)s, waiting_for = %(waiting_for)s,
            broken_tries = broken_tries + %(broke)s,
            lease_token = NULL, lease_expires_at = NULL, queued_at = NULL, due_at = %(due)s
        WHERE id = %(key)s AND lease_token = %(token)s AND status = %(planned)s
        RETURNING id
    ), recorded AS (
        INSERT INTO leaderboard_judgement (judging_id, judged_at, {", ".join(_COLUMNS)})
        SELECT released.id, %(now)s, {", ".join(f"given.{name}" for name in _COLUMNS)}
        FROM released, jsonb_to_recordset(%(judgements)s::jsonb)
            AS given ({", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())})
    )
    SELECT id FROM released
"""  # noqa: S608  # the columns are the constant above; all values are parameters


def claim_row(key: int, token: uuid.UUID) -> tuple[Any, ...] | None:
    """Claim a planned row of a running submission that is due and free; None where it is not.

    Returns:
        submission's key, attempt, broken tries, dimensions, profile's key and SHA-256, picture's SHA-256 and the
        prompt's text in the picture's language.
    """
    now = timezone.now()
    values: dict[str, Any] = {
        "key": key,
        "token": token,
        "now": now,
        "expires": now + timedelta(seconds=settings.SALON_LEASE_S),
        "planned": JudgedImageStatus.PLANNED.value,
        "running": Outcome.RUNNING.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def recorded_dimensions(key: int) -> frozenset[str]:
    """The dimensions of a row for which a judgement is there."""
    return frozenset(Judgement.objects.filter(judging=key).values_list("dimension", flat=True))


def record_row(
    key: int, token: uuid.UUID, judgements: Sequence[Mapping[str, Any]], *, due_in_s: float, **columns: Any
) -> bool:
    """Give back a claimed row with its judgements, which hold ``_COLUMNS``; False when the claim is no longer ours.

    Args:
        due_in_s: after so many seconds it is due again, where it is still planned.
        columns: status, distorted and waiting_for of the row, and in ``broke`` what is added to its broken tries.
    """
    now = timezone.now()
    values = {
        "key": key,
        "token": token,
        "now": now,
        "due": now + timedelta(seconds=due_in_s),
        "planned": JudgedImageStatus.PLANNED.value,
        "judgements": json.dumps(judgements),
        **columns,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values)
        return cursor.fetchone() is not None
