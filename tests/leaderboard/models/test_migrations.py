"""A migration can run while the site and the workers of the previous release work (docs/releasing.md)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

FIRST = 10
"""The rule came with this migration; the nine before it are older."""

_LOADER = MigrationLoader(None)
NEW = sorted(name for app, name in _LOADER.disk_migrations if app == "leaderboard" and int(name[:4]) >= FIRST)
_INVISIBLE = {
    *("default", "db_default", "auto_now", "auto_now_add", "editable", "blank"),
    *("choices", "help_text", "verbose_name", "validators", "error_messages"),
}
"""What a field can change without a change of what its column accepts."""


@pytest.mark.parametrize("name", NEW)
def test_a_migration_is_safe_beside_the_previous_release(name: str) -> None:
    assert faults(_LOADER.get_migration("leaderboard", name), _state_before(name)) == []


def _state_before(name: str) -> ProjectState:
    state: ProjectState = _LOADER.project_state(("leaderboard", name), at_end=False)
    return state


def faults(migration: Migration, before: ProjectState) -> list[str]:
    """What is wrong with a migration; a reason in ``safe_because`` allows what is not additive."""
    told = []
    if not getattr(migration, "safe_because", "").strip():
        for operation in migration.operations:
            told += [f"{operation.describe()}: {fault}" for fault in [_fault(operation, before)] if fault]
    tables = {_table(operation) for operation in migration.operations}
    if len(tables) > 1:
        told.append(f"one transaction changes {sorted(tables)}: make a migration of each table")
    if not migration.atomic and any(not isinstance(step, _CONCURRENT) for step in migration.operations):
        told.append("atomic = False is for indexes only")
    return told


_CONCURRENT = (AddIndexConcurrently, RemoveIndexConcurrently)


def _table(operation: Operation) -> str:
    return str(getattr(operation, "model_name", None) or getattr(operation, "name", "")).lower()


def _fault(operation: Operation, before: ProjectState) -> str:
    if isinstance(operation, operations.CreateModel | _CONCURRENT[0] | _CONCURRENT[1]):
        return ""
    if isinstance(operation, operations.AddField):
        return "" if _may_be_left_out(operation.field) else "without db_default an older worker's INSERT fails"
    if isinstance(operation, operations.AlterField):
        return _fault_of_change(operation, before)
    if isinstance(operation, operations.AddIndex):
        return "it stops all writes while it is built: AddIndexConcurrently"
    if isinstance(operation, operations.RemoveIndex):
        return "it waits for everybody and everybody for it: RemoveIndexConcurrently"
    return "it is not additive; if older workers can live with it, say why in safe_because"


def _may_be_left_out(field: Field[Any, Any]) -> bool:
    return bool(field.null or field.db_default is not NOT_PROVIDED or field.generated or field.many_to_many)


def _fault_of_change(operation: operations.AlterField, before: ProjectState) -> str:
    old = before.models["leaderboard", operation.model_name_lower].fields[operation.name]
    new = operation.field
    if _visible(old) != _visible(new):
        return "the column changes; if older workers can live with it, say why in safe_because"
    if _may_be_left_out(old) and not _may_be_left_out(new):
        return "an older worker's INSERT leaves the column out"
    return ""


def _visible(field: Field[Any, Any]) -> tuple[Any, ...]:
    _, path, args, options = field.deconstruct()
    return path, args, {name: value for name, value in options.items() if name not in _INVISIBLE}


# --- the rule itself --------------------------------------------------------------------------------------------------
def _add(model: str = "board", **options: Any) -> operations.AddField:
    return operations.AddField(model, "extra", models.IntegerField(**options))


def _alter(field: Field[Any, Any]) -> operations.AlterField:
    return operations.AlterField("board", "language", field)


def _migration(steps: list[Operation], reason: str = "") -> Migration:
    kind = type("Migration", (Migration,), {"operations": steps, "safe_because": reason})
    migration: Migration = kind("0099_any", "leaderboard")
    return migration


INDEX = models.Index(fields=["language"], name="board_language")


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([_add(null=True)], ""),
        ([_add(db_default=0)], ""),
        ([_add(default=0)], "INSERT fails"),
        ([_add(null=True), _add("release", null=True)], "one transaction changes"),
        ([operations.CreateModel("Fresh", [("id", models.AutoField(primary_key=True))])], ""),
        ([operations.RemoveField("board", "language")], "not additive"),
        ([operations.RenameField("board", "language", "tongue")], "not additive"),
        ([operations.DeleteModel("Board")], "not additive"),
        ([operations.RunSQL("UPDATE leaderboard_board SET slug = slug")], "not additive"),
        ([operations.AddConstraint("board", models.UniqueConstraint(fields=["slug"], name="one"))], "not additive"),
        ([operations.AddIndex("board", INDEX)], "AddIndexConcurrently"),
        ([operations.RemoveIndex("board", "board_language")], "RemoveIndexConcurrently"),
        ([_alter(models.CharField(max_length=10, db_default="en"))], ""),
        ([_alter(models.CharField(max_length=5))], "the column changes"),
        ([_alter(models.CharField(max_length=10, null=True))], "the column changes"),
    ],
)
def test_what_the_rule_says(steps: list[Operation], said: str) -> None:
    told = "; ".join(faults(_migration(steps), _LOADER.project_state()))
    assert said in told if said else told == ""


def test_a_reason_allows_what_is_not_additive_but_never_two_tables_at_once() -> None:
    migration = _migration([operations.RemoveField("board", "language"), _add("release", null=True)], "nobody reads it")
    assert faults(migration, _LOADER.project_state()) == [
        "one transaction changes ['board', 'release']: make a migration of each table"
    ]
