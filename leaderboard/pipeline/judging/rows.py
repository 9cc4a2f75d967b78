"""The two SQL statements of stage 3 that run for every picture: claiming its row, and recording judgements.

Written by hand so that each is one round trip; through the ORM they took seven, two thirds of a worker's own time per
judge call (except sending the picture).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from leaderboard.models import JudgedImageStatus, Judgement, Outcome
from leaderboard.models.work import UNDERSTOOD
from leaderboard.pipeline.judging.judgements import COLUMNS


class ClaimedRow(NamedTuple):
    """What claiming a row returns, in the order of the statement's RETURNING.

    ``dimensions`` are all planned ones; ``prompt`` is the prompt's text in the picture's language.
    """

    submission_id: int
    attempt: int
    broken_tries: int
    dimensions: list[str]
    profile_id: int
    profile_sha256: str
    image_sha256: str
    prompt: str


# All conditions on the row itself are in this WHERE, not in a subquery: PostgreSQL evaluates them again once it
# has the row's lock, so of two workers with the same message one wins.
_CLAIM = """
    UPDATE leaderboard_judgedimage AS work
    SET lease_token = %(token)s, lease_expires_at = statement_timestamp() + make_interval(secs => %(lease_s)s),
        queued_at = NULL, attempt = work.attempt + 1
    FROM leaderboard_generatedimage AS image, leaderboard_prompt AS prompt, leaderboard_judgeprofile AS profile
    WHERE work.id = %(judging_id)s AND work.status = %(planned)s
      AND work.due_at <= statement_timestamp()
      AND (work.lease_expires_at IS NULL OR work.lease_expires_at <= statement_timestamp())
      AND work.submission_id IN (
          SELECT id FROM leaderboard_submission WHERE outcome = %(running)s AND needs <= %(understood)s
      )
      AND image.id = work.image_id AND prompt.id = image.prompt_id AND profile.id = work.judge_profile_id
    RETURNING work.submission_id, work.attempt, work.broken_tries, work.dimensions,
              work.judge_profile_id, profile.sha256, image.stored_id, prompt.texts ->> image.language
"""


def claim_row(judging_id: int, token: uuid.UUID) -> ClaimedRow | None:
    """Claim a planned row of a running submission; None unless it is due and no worker holds it."""
    values: dict[str, Any] = {
        "judging_id": judging_id,
        "token": token,
        "lease_s": settings.SALON_LEASE_S,
        "planned": JudgedImageStatus.PLANNED.value,
        "running": Outcome.RUNNING.value,
        "understood": UNDERSTOOD,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    return ClaimedRow(*row) if row else None


def recorded_dimensions(judging_id: int) -> frozenset[str]:
    """The dimensions for which a row already has a judgement."""
    return frozenset(Judgement.objects.filter(judging=judging_id).values_list("dimension", flat=True))


@cache
def _record_statement() -> str:
    """One statement for both tables, so judgements are stored only while the claim is held."""
    types = {name: Judgement._meta.get_field(name).db_type(connection) for name in COLUMNS}
    return f"""
        WITH released AS (
            UPDATE leaderboard_judgedimage
            SET status = %(status)s, distorted = %(distorted)s, waiting_for = %(waiting_for)s,
                broken_tries = broken_tries + %(broke)s, attempt = attempt - %(uncounted)s,
                lease_token = NULL, lease_expires_at = NULL, queued_at = NULL,
                due_at = statement_timestamp() + make_interval(secs => %(due_in_s)s)
            WHERE id = %(judging_id)s AND lease_token = %(token)s AND status = %(planned)s
            RETURNING id
        ), recorded AS (
            INSERT INTO leaderboard_judgement (judging_id, judged_at, {", ".join(COLUMNS)})
            SELECT released.id, statement_timestamp(), {", ".join(f"given.{name}" for name in COLUMNS)}
            FROM released, jsonb_to_recordset(%(judgements)s::jsonb)
                AS given ({", ".join(f"{name} {kind}" for name, kind in types.items())})
        )
        SELECT id FROM released
    """  # noqa: S608  # the columns are the model's; all values are parameters


def record_row(
    judging_id: int, token: uuid.UUID, judgements: Sequence[Mapping[str, Any]], *, due_in_s: float, **columns: Any
) -> bool:
    """Give back a claimed row with its judgements; False when the claim is no longer held, and nothing is stored.

    Args:
        judgements: the values of ``judgements.COLUMNS`` for each call.
        due_in_s: if the row stays planned, it is due again after this many seconds.
        columns: ``status``, ``distorted`` and ``waiting_for`` of the row; ``broke`` is added to its broken tries, and
            ``uncounted`` subtracted from its attempts.
    """
    values = {
        "judging_id": judging_id,
        "token": token,
        "due_in_s": due_in_s,
        "planned": JudgedImageStatus.PLANNED.value,
        "judgements": json.dumps(judgements),
        **columns,
    }
    with connection.cursor() as cursor:
        cursor.execute(_record_statement(), values)
        return cursor.fetchone() is not None
