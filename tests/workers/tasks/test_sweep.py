"""The sweep's messages: they need no clock, and those that have piled up cost one sweep."""

from __future__ import annotations

from collections import Counter

import pytest

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
    in_time = sweep._last_sweep + app.conf.beat_schedule["sweep"]["schedule"]
    monkeypatch.setattr("time.monotonic", lambda: in_time)
    sweep.sweep()
    assert len(swept) == 2


def test_no_message_expires_by_the_clock_of_a_machine() -> None:
    assert all("expires" not in entry["options"] for entry in app.conf.beat_schedule.values())
