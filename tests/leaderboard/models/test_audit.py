"""The audit log takes new entries, and PostgreSQL itself refuses everything else."""

from __future__ import annotations

from types import SimpleNamespace

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from leaderboard.models import AuditEntry


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leaderboard_auditentry SET reason = 'another'",
        "UPDATE leaderboard_auditentry SET reason = 'another' WHERE false",
        "DELETE FROM leaderboard_auditentry",
        "TRUNCATE leaderboard_auditentry",
        "MERGE INTO leaderboard_auditentry AS a USING (SELECT 1) AS b ON true WHEN MATCHED THEN DELETE",
    ],
)
def test_an_entry_is_never_changed_or_deleted(rows: SimpleNamespace, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE leaderboard_auditentry ENABLE TRIGGER audit_is_never_truncated")
        with pytest.raises(IntegrityError, match="never changed or deleted") as refusal, transaction.atomic():
            cursor.execute(statement)
    assert isinstance(refusal.value.__cause__, psycopg.errors.RestrictViolation)
    assert AuditEntry.objects.get().reason == "its author asked for it"


def test_a_saved_entry_is_not_saved_again(rows: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        rows.audit_entry.save()
