"""The sweep's messages: they need no clock, and those that have piled up cost one sweep."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest
from celery import Celery
from celery.beat import Scheduler
from django.conf import settings

from leaderboard.pipeline import sweeper
from workers.app import app
from workers.tasks import sweep


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each sweep of the site."""
    sweeps: list[int] = []

    def record() -> Counter[str]:
        sweeps.append(len(sweeps))
        return Counter()

    monkeypatch.setattr(sweep, "_last_sweep", float("-inf"))
    monkeypatch.setattr(sweeper, "sweep", record)
    return sweeps


def test_messages_that_have_piled_up_cost_one_sweep(swept: list[int]) -> None:
    for _ in range(100):
        sweep.sweep()
    assert len(swept) == 1


def test_the_next_sweep_is_due_after_its_time(swept: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    sweep.sweep()
    in_time = sweep._last_sweep + app.conf.beat_schedule["sweep"]["schedule"].seconds
    monkeypatch.setattr("time.monotonic", lambda: in_time)
    sweep.sweep()
    assert len(swept) == 2


@pytest.mark.parametrize("hours", [1, -1])
def test_beat_sweeps_on_when_its_clock_is_set(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    sent: list[str] = []
    beat = Scheduler(app)
    monkeypatch.setattr(beat, "apply_entry", lambda entry, producer=None: sent.append(entry.task))
    monkeypatch.setattr(Scheduler, "producer", None)
    passed_s, right = 0.0, (time.monotonic, time.time, Celery.now)
    monkeypatch.setattr(time, "monotonic", lambda: right[0]() + passed_s)
    for _ in range(3):
        passed_s += settings.SALON_SWEEP_S
        beat.tick()
    assert len(sent) == 3
    monkeypatch.setattr(time, "time", lambda: right[1]() + hours * 3600)
    monkeypatch.setattr(Celery, "now", lambda app: right[2](app) + timedelta(hours=hours))
    beat.tick()
    assert len(sent) == 3
    for _ in range(3):
        passed_s += settings.SALON_SWEEP_S
        beat.tick()
    assert len(sent) == 6


def test_no_message_expires_by_the_clock_of_a_machine() -> None:
    assert all("expires" not in entry["options"] for entry in app.conf.beat_schedule.values())
