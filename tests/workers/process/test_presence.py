"""What a worker process reports about itself."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import OperationalError

from leaderboard.models import Worker, clock
from workers.process import presence

NAME = "judging@a-machine"
HOUR_S = 3600.0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shift_s", [HOUR_S, -HOUR_S, 1.5, -1.5], ids=["hour ahead", "hour behind", "ahead", "behind"])
def test_a_clock_that_is_off_is_stored_and_logged(
    shift_s: float, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + shift_s)
    presence.report(NAME)
    worker = Worker.objects.get()
    assert worker.clock_is_off
    assert worker.clock_ahead_s == pytest.approx(shift_s, abs=0.3)
    assert (NAME in caplog.text, caplog.records[0].levelname) == (True, "WARNING")


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_is_right_again_is_reported_as_such(caplog: pytest.LogCaptureFixture) -> None:
    Worker.objects.create(name=NAME, clock_ahead_s=HOUR_S, seen_at=clock.read() - timedelta(minutes=1))
    presence.report(NAME)
    worker = Worker.objects.get()
    assert not worker.clock_is_off
    assert clock.read() - worker.seen_at < timedelta(seconds=30)
    assert caplog.text == ""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_not_seen_for_a_day_is_forgotten() -> None:
    for name, hours in (("old", 25), ("young", 23)):
        Worker.objects.create(name=name, clock_ahead_s=0, seen_at=clock.read() - timedelta(hours=hours))
    presence.report(NAME)
    assert set(Worker.objects.values_list("name", flat=True)) == {"young", NAME}


@pytest.mark.django_db(transaction=True)
def test_without_the_database_a_worker_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(name: str, judge_calls: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(presence, "report_worker", fail)
    presence.report(NAME)
    assert "the database is away" in caplog.text
