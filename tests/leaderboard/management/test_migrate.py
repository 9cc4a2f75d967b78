"""``manage.py migrate`` beside a site that is running."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import OperationalError, connection
from django.db.migrations import Migration
from django.db.models import Index

from leaderboard.management.commands import migrate

TABLE = "leaderboard_repeatability"


@pytest.fixture(autouse=True)
def _no_limit_for_later_tests() -> Iterator[None]:
    """The command's limit stays on this process's connection."""
    yield
    connection.close()


@pytest.fixture
def altering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let "migrating" mean: change a table."""

    def alter(self: migrate.Command, *args: object, **options: object) -> None:
        self.verbosity = 0
        self.migration_progress_callback("apply_start", Migration("0099_any", "leaderboard"))
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} ALTER COLUMN server SET STATISTICS 100")

    monkeypatch.setattr(django_migrate.Command, "handle", alter)
    monkeypatch.setattr(migrate, "_LOCK_TIMEOUT", "20ms")
    monkeypatch.setattr(migrate, "_PAUSE_S", 0.0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("altering")
def test_a_table_in_use_is_waited_for_in_short_tries(postgres: str) -> None:
    told = StringIO()
    in_use, ended = threading.Event(), threading.Event()

    def use() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"BEGIN; LOCK TABLE {TABLE} IN SHARE UPDATE EXCLUSIVE MODE")
            in_use.set()
            ended.wait(10)
            cursor.execute("COMMIT")
        connection.close()

    class Told(StringIO):
        def write(self, text: str) -> int:
            ended.set()  # the first try has failed
            return told.write(text)

    user = threading.Thread(target=use)
    user.start()
    in_use.wait(10)
    try:
        call_command("migrate", stderr=Told())
    finally:
        ended.set()
        user.join()
    assert "trying again: canceling statement due to lock timeout" in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_an_interrupted_try_left_of_an_index_is_built_anew() -> None:
    class AnIndex(Migration):
        atomic = False
        operations = [AddIndexConcurrently("Repeatability", Index(fields=["server"], name="repeatability_server"))]

    command = migrate.Command()
    command.verbosity = 0
    command._database = connection
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX repeatability_server ON {TABLE} (server)")
        command.migration_progress_callback("apply_start", AnIndex("0099_any", "leaderboard"))
        cursor.execute("SELECT current_setting('lock_timeout'), to_regclass('repeatability_server')")
        assert cursor.fetchone() == ("0", None)


@pytest.mark.django_db(transaction=True)
def test_other_errors_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, *args: object, **options: object) -> None:
        raise OperationalError("no space left on device")

    monkeypatch.setattr(django_migrate.Command, "handle", refuse)
    with pytest.raises(OperationalError, match="no space"):
        call_command("migrate")
