"""Which programs are missing, from what they have reported about themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leaderboard.models import Worker, clock
from leaderboard.pipeline.work import queue, workers
from leaderboard.pipeline.work.queue import QUEUES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "identity", lambda: "ours")


def running(*names: str, redis: str = "ours", minutes: float = 0) -> None:
    seen_at = clock.read() - timedelta(minutes=minutes)
    for name in names:
        Worker.objects.create(name=f"{name}@one", clock_ahead_s=0, seen_at=seen_at, redis=redis)


def test_nothing_is_missing_where_every_program_runs() -> None:
    running("beat", "web", *set(QUEUES.values()))
    assert workers.missing_programs() == []


def test_what_is_not_running_is_named_with_its_command() -> None:
    running("web", *set(QUEUES.values()) - {"judging", "sweeping"})
    running("judging", minutes=1.5)
    assert workers.missing_programs() == [
        "no worker of the queue judging is running: start python -m leaderboard.programs worker judging",
        "no worker of the queue sweeping is running: start python -m leaderboard.programs worker sweeping",
        "beat is not running: start python -m leaderboard.programs beat",
    ]


def test_a_process_with_another_redis_is_named_and_to_strangers_without_its_machine() -> None:
    running("beat", *set(QUEUES.values()) - {"judging"})
    running("judging", redis="another")
    running("web", redis="")
    [words] = workers.missing_programs()
    assert words == (
        "judging@one uses another Redis than this process: set its REDIS_URL to the site's, and restart it"
    )
    assert workers.missing_programs(with_names=False) == [words.replace("@one", "")]


def test_the_redis_of_the_site_is_that_of_its_web_servers_and_beat() -> None:
    running("judging", redis="another")
    assert workers.redis_of_the_site() == set()
    running("beat")
    assert workers.redis_of_the_site() == {"ours"}
