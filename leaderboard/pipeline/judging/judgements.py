"""Stage 3: the columns of a judgement's row that an outcome fills (``leaderboard.domain.judging.records``)."""

from __future__ import annotations

from leaderboard.models import Judgement

COLUMNS: tuple[str, ...] = tuple(
    field.name for field in Judgement._meta.concrete_fields if field.name not in {"id", "judging", "judged_at"}
)
"""The columns that ``judgement_record`` fills: all of the model except the row's id, its picture and its time."""
