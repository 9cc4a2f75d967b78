"""``manage.py migrate`` beside a site that is running."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import OperationalError, connection

from leaderboard.management.commands import migrate

TABLE = "leaderboard_repeatability"


@pytest.fixture
def altering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let "migrating" mean: change a table."""

    def alter(self: object, *args: object, **options: object) -> None:
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
    call_command("migrate", stderr=Told())
    user.join()
    assert "trying again: canceling statement due to lock timeout" in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_other_errors_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, *args: object, **options: object) -> None:
        raise OperationalError("no space left on device")

    monkeypatch.setattr(django_migrate.Command, "handle", refuse)
    with pytest.raises(OperationalError, match="no space"):
        call_command("migrate")
