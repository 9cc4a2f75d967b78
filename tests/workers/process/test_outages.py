"""Claims and records outlast an outage of the database."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from celery.worker import state
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    transaction,
)

from leaderboard.models import User
from workers.process import outages
from workers.process.outages import outlasting

PASSING = [OperationalError("server closed the connection"), InterfaceError("is closed"), InternalError("read-only")]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "_LONGEST_PAUSE_S", 0.0)


def failing(error: Exception, times: int) -> Callable[[int], int]:
    """A function that fails so often, and then returns its argument."""
    left = [error] * times

    def call(value: int) -> int:
        if left:
            raise left.pop()
        return value

    return call


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_a_failure_that_passes_is_outlasted_and_told_once(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    assert outlasting(failing(error, times=5), 7) == 7
    told = [record.message for record in caplog.records]
    assert len(told) == 2
    assert str(error) in told[0]
    assert "works again" in told[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [IntegrityError("taken"), DataError("too long"), ValueError("no")])
def test_other_faults_are_raised_at_once(error: Exception) -> None:
    with pytest.raises(type(error)):
        outlasting(failing(error, times=1), 7)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_replaced(postgres: str) -> None:
    def cut_once() -> int:
        if not cut:
            cut.append(connection.connection.info.backend_pid)
            with psycopg.connect(postgres, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", cut)
        return User.objects.count()

    cut: list[int] = []
    User.objects.count()
    assert outlasting(cut_once) == 0
    assert connection.connection.info.backend_pid != cut[0]


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_transaction_is_not_repeated() -> None:
    with pytest.raises(OperationalError), transaction.atomic():
        outlasting(failing(PASSING[0], times=1), 7)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_stopping", [True, False])
def test_patience_ends_sooner_when_the_worker_stops(is_stopping: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "should_stop", 0 if is_stopping else None)  # Celery sets its exit code
    monkeypatch.setattr(outages, "_PATIENCE_WHEN_STOPPING_S", -1.0)
    call = failing(PASSING[0], times=1)
    if is_stopping:
        with pytest.raises(OperationalError):
            outlasting(call, 7)
    else:
        assert outlasting(call, 7) == 7
