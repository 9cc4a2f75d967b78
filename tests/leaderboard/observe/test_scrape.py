"""The page for Prometheus, over rows of a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_network
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import CollectorRegistry

from leaderboard.domain.judging.announcement import Announcement, JudgeState
from leaderboard.domain.judging.breaker import BreakerState
from leaderboard.models import Alert, AlertKind, AnnouncedJudge, JudgeServer, TallyName, Worker, clock
from leaderboard.observe.access import Access
from leaderboard.observe.application import Observed
from leaderboard.observe.figures import site as site_figures
from leaderboard.observe.figures.site import SiteFigures
from leaderboard.observe.scrape import Figures
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.judging import announcements
from leaderboard.pipeline.work import queue, tallies, transitions
from tests.factories import load_pixel_profile, publish, scored_submission
from tests.leaderboard.front.clients import Answer, ask, scope
from tests.leaderboard.pipeline.runs import endpoint_submission

OPEN = Access("", [ip_network("192.0.2.0/24")], behind_proxy=False)
Labels = dict[str, str]


class Pages:
    hits, misses, size = 3, 2, 1000


async def site(scope: object, receive: object, send: Callable[[object], object]) -> None:
    await send({"type": "http.response.start", "status": 503, "headers": []})  # type: ignore[misc]
    await send({"type": "http.response.body", "body": b"", "more_body": False})  # type: ignore[misc]


def value(text: str, name: str, **labels: str) -> float | None:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == f"salon_{name}" and labels.items() <= sample.labels.items():
                return float(sample.value)
    return None


def figures() -> str:
    registry = CollectorRegistry()
    registry.register(SiteFigures())
    content: bytes = generate_latest(registry)
    return content.decode()


@pytest.mark.django_db(transaction=True)
def test_work_is_told_by_stage_and_ended_submissions_have_none() -> None:
    submission, ended = endpoint_submission(pictures=3), endpoint_submission(pictures=5)
    transitions.fail(ended.pk, "the endpoint is gone")
    assert pictures.claim_image(submission.images.all()[0].pk)
    text = figures()
    assert value(text, "work_due", stage="generation") == 2
    assert value(text, "leases_held", stage="generation") == 1
    assert 0 < (value(text, "oldest_due_work_seconds", stage="generation") or 0) < 60
    assert value(text, "oldest_due_work_seconds", stage="scoring") == 0
    assert value(text, "submissions_running", stage="generation") == 1
    assert value(text, "submissions_ended", outcome="failed") == 1
    assert value(text, "database_up") == 1


@pytest.mark.django_db(transaction=True)
def test_counts_workers_alerts_and_releases_are_told() -> None:
    tallies.add(
        {
            (TallyName.JUDGE_CALLS, "ok"): 5,
            (TallyName.SWEEPS, ""): 4,
            (TallyName.SWEEP_SECONDS, ""): 0.5,
            (TallyName.LEASES_LOST, "judging"): 2,
        }
    )
    assert value(figures(), "last_backup_timestamp_seconds") is None
    tallies.add({(TallyName.BACKUPS, ""): 1})
    Worker.objects.create(name="judging@a", clock_ahead_s=0.25, judge_calls={"http://judge-1": 7})
    Worker.objects.create(name="judging@gone", clock_ahead_s=0, seen_at=clock.read() - timedelta(minutes=2))
    Alert.objects.create(kind=AlertKind.STORAGE, cause="full")
    release = publish(scored_submission())
    text = figures()
    assert value(text, "stage_seconds_count", stage="publishing") == 1
    assert value(text, "stage_seconds_bucket", stage="publishing", le="+Inf") == 1
    assert (value(text, "stage_seconds_sum", stage="publishing") or -1) > 0
    assert value(text, "stage_seconds_count", stage="generation") == 0
    assert value(text, "judge_calls_total", outcome="ok") == 5
    assert (value(text, "sweep_duration_seconds_count"), value(text, "sweep_duration_seconds_sum")) == (4, 0.5)
    assert value(text, "leases_lost_total", kind="judging") == 2
    backup_at = value(text, "last_backup_timestamp_seconds")
    assert backup_at is not None
    assert abs(backup_at - clock.read().timestamp()) < 60
    assert (value(text, "workers", queue="judging"), value(text, "workers", queue="scoring")) == (1, None)
    assert value(text, "workers", queue="sweeping") == 0
    assert value(text, "worker_clock_offset_seconds", worker="judging@a") == 0.25
    assert value(text, "judge_slots_used", worker="judging@a", judge="http://judge-1") == 7
    assert (value(text, "alerts", kind="storage"), value(text, "alerts", kind="file")) == (1, 0)
    assert 0 <= (value(text, "release_age_seconds", board=release.board.slug) or -1) < 3600
    assert value(text, "release_overdue_seconds", board=release.board.slug) is not None
    assert (value(text, "stored_bytes", kind="evidence") or 0) > 0
    assert value(text, "storage_fault") == 0


@pytest.mark.django_db(transaction=True)
def test_a_judge_is_told_with_the_state_of_its_breaker() -> None:
    profile = load_pixel_profile()
    JudgeServer.objects.create(name="http://judge-1", judge_profile=profile, breaker="open", drift="it drifted")
    JudgeServer.objects.create(name="http://gone", judge_profile=profile, seen_at=clock.read() - timedelta(minutes=10))
    text = figures()
    states = {state: value(text, "judge_breaker_state", judge="http://judge-1", state=state) for state in BreakerState}
    assert states == {BreakerState.CLOSED: 0, BreakerState.OPEN: 1, BreakerState.HALF_OPEN: 0}
    assert value(text, "judge_refused", judge="http://judge-1") == 1
    assert value(text, "judge_refused", judge="http://gone") is None


@pytest.mark.django_db(transaction=True)
def test_an_announced_judge_is_told_with_its_state_until_it_falls_silent() -> None:
    said = Announcement("http://gpu-2:8000", "q-judger v3", "a" * 64, "gpu-2", 64, "0.32.0", JudgeState.DRAINING)
    announcements.announce(uuid4(), [said])

    def states() -> list[str]:
        text = figures()
        names = [*JudgeState, "silent"]
        return [name for name in names if value(text, "judge_announced", judge=said.address, state=name)]

    assert states() == ["draining"]
    AnnouncedJudge.objects.update(seen_at=clock.read() - timedelta(seconds=20))
    assert states() == ["silent"]
    announcements.forget([said.address])
    assert states() == []


@pytest.mark.django_db(transaction=True)
def test_the_number_of_statements_does_not_grow() -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            figures()
        return len(captured)

    endpoint_submission(pictures=1)
    alone = statements()
    for number in range(5):
        endpoint_submission(pictures=3)
        publish(scored_submission())
        Worker.objects.create(name=f"judging@{number}", clock_ahead_s=0, judge_calls={"http://judge-1": 7})
    assert statements() == alone <= 13


@pytest.mark.django_db(transaction=True)
async def test_the_page_has_the_sites_figures_and_those_of_the_process() -> None:
    application = observed(Figures(OPEN, Pages()))
    await get(application, "/")
    answer = await get(application, "/metrics")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    text = answer.content.decode()
    assert value(text, "http_request_duration_seconds_count", status="5xx") == 1
    assert (value(text, "page_cache_requests_total", result="hit"), value(text, "page_cache_bytes")) == (3, 1000)
    assert value(text, "database_up") == 1
    assert "process_resident_memory_bytes" in text or "process_cpu" not in text  # not on a Mac


@pytest.mark.django_db(transaction=True)
async def test_a_hundred_scrapes_within_seconds_read_the_database_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []

    def read() -> Iterator[Metric]:
        reads.append("read")
        yield from ()

    monkeypatch.setattr(site_figures, "_FROM_DATABASE", (read,))
    application = observed(Figures(OPEN, None))
    for _ in range(100):
        assert (await get(application, "/metrics")).status == 200
    assert len(reads) == 1


async def test_strangers_find_no_such_page_and_the_database_is_not_asked() -> None:
    closed = Figures(Access("", [ip_network("10.0.0.0/8")], behind_proxy=False), None)
    assert (await get(observed(closed), "/metrics")).status == 404
    assert closed._reading is None


@pytest.mark.django_db(transaction=True)
def test_without_the_database_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setattr(queue, "waiting_messages", lambda: None)
    connection.close()
    text = figures()
    assert (value(text, "database_up"), value(text, "redis_up"), value(text, "storage_fault")) == (0, 0, 0)
    assert value(text, "work_due", stage="judging") is None


def observed(of: Figures) -> Observed:
    return Observed(site, of.pages(), count=of.request_times.add)  # type: ignore[arg-type]


async def get(application: Observed, path: str) -> Answer:
    return await ask(application, scope(path=path))
