"""A migration and a restore while runs are under way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

from tests.faults.runs import Results, submit_bundle, submit_endpoint
from tests.faults.site import Site

_TABLES = (
    "leaderboard_submission",
    "leaderboard_generatedimage",
    "leaderboard_judgedimage",
    "leaderboard_judgement",
    "leaderboard_submissionscore",
    "leaderboard_release",
    "leaderboard_releaserow",
)


def test_a_migration_mid_run(site: Site, undisturbed: Results, bundle: Path) -> None:
    """The next release's columns appear while these workers run: they neither stop nor miss them."""
    site.judge_mode("right", seconds=1)
    runs = [submit_endpoint(site, "a_migration_mid_run"), submit_bundle(site, "a_migration_mid_run, bundle", bundle)]
    runs[0].wait_until_stored(1)
    try:
        for table in _TABLES:  # one transaction each, as docs/reliability.md asks of every migration
            site.rows(f"ALTER TABLE {table} ADD COLUMN of_the_next_release text NOT NULL DEFAULT ''")
            site.rows(f"CREATE INDEX CONCURRENTLY next_{table} ON {table} (of_the_next_release)")
        for run in runs:
            run.wait_and_check(undisturbed)
            run.publish()
            run.wait_until_published()
    finally:
        for table in _TABLES:
            site.rows(f"ALTER TABLE {table} DROP COLUMN IF EXISTS of_the_next_release")


def test_a_restore_mid_run(site: Site, undisturbed: Results, tmp_path: Path) -> None:
    """The database goes back to a moment in the middle of a run that has ended since: it ends once more, the same."""
    site.judge_mode("right", seconds=2)
    run = submit_endpoint(site, "a_restore_mid_run")
    run.wait_until_stored(2)
    site.postgres.dump(tmp_path / "dump")
    assert run.outcome == "running"
    site.judge_mode("right")
    run.wait_and_check(undisturbed)
    site.database.refuse()
    site.postgres.terminate_clients()
    site.postgres.restore(tmp_path / "dump")
    site.database.heal()
    assert run.outcome == "running"
    time.sleep(1)
    run.wait_and_check(undisturbed)


_SHIPPED = "0008"
"""Migrations up to this one were shipped before the rule."""


@pytest.mark.faults_quick
def test_workers_of_the_previous_release_on_the_next_schema() -> None:
    """Migrations only add what workers that do not know it can leave out, one table per transaction."""
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if app == "leaderboard" and name[:4] > _SHIPPED:
            assert list(_faults(migration, loader.project_state((app, name)))) == [], name


def _faults(migration: Migration, after: ProjectState) -> Iterator[str]:
    tables = {
        str(getattr(change, "model_name", getattr(change, "name", ""))).lower() for change in migration.operations
    }
    if migration.atomic and len(tables) > 1:
        yield f"changes {sorted(tables)} in one transaction"
    for change in migration.operations:
        if isinstance(change, operations.AddField):
            field = change.field
            if not (field.null or field.db_default is not NOT_PROVIDED or field.many_to_many):
                yield f"{change.model_name}.{change.name} is neither nullable nor has a db_default"
        elif isinstance(change, operations.RenameField):
            renamed = after.models["leaderboard", change.model_name.lower()].fields[change.new_name]
            if renamed.db_column is None:
                yield f"{change.describe()}: workers of the previous release still use the column"
        elif isinstance(change, operations.RemoveField | operations.DeleteModel):
            yield f"{change.describe()}: workers of the previous release still use it"
