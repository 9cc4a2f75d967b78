"""What a worker counts, until it is handed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError

from leaderboard.models import Tally, TallyName, Worker
from leaderboard.pipeline.work import tallies
from workers.process import counting, presence

NAME = "judging@a-machine"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    counting._counts.clear()
    yield
    counting._counts.clear()
    counting._calls_in_flight.clear()


def values() -> dict[tuple[str, str], float]:
    return {(name, label): value for name, label, value in Tally.objects.values_list("name", "label", "value")}


@pytest.mark.django_db(transaction=True)
def test_counts_are_handed_in_with_the_report_and_only_once() -> None:
    counting.tell_calls_in_flight(lambda: {"http://judge-1": 7})
    for seconds in (0.5, 1.5):
        counting.count(TallyName.JUDGE_CALLS, "ok")
        counting.count(TallyName.JUDGE_SECONDS, "ok", seconds)
    presence.report(NAME)
    presence.report(NAME)
    assert values() == {("judge_calls", "ok"): 2.0, ("judge_seconds", "ok"): 2.0}
    assert Worker.objects.get().judge_calls == {"http://judge-1": 7}


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_while_the_database_was_away_is_handed_in_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(amounts: object) -> None:
        counting.count(TallyName.ENDPOINT_CALLS, "picture")  # meanwhile
        raise OperationalError("the database is away")

    counting.count(TallyName.ENDPOINT_CALLS, "picture")
    with monkeypatch.context() as patch:
        patch.setattr(tallies, "add", fail)
        presence.report(NAME)
    presence.report_last(None)
    assert values() == {("endpoint_calls", "picture"): 2.0}
