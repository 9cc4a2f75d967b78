"""A site that tells an operator's collectors about itself: a submission is one trace, from request to scores."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest
from celery import Celery

from leaderboard.demo import visit
from leaderboard.demo.visitor import Account, Visitor, wait_for
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import running_stack
from tests.collectors import Collector, collecting
from tests.homes import new_home

pytestmark = pytest.mark.processes

KEY = "sk-proj-a-key-that-nobody-may-see-1234567890"


@pytest.fixture(scope="module")
def collector() -> Collector:
    """What has arrived when a submission was scored and the site was stopped."""
    with collecting() as collector, new_home() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALON_HOME", str(home))
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "SENTRY_DSN": collector.dsn, "SWEEP_S": "1"}
        with running_stack(port=free_port(), extra_environment=settings) as stack:
            with Visitor(stack.site_url, Account("tracer@example.org", "salon-tracer-1")) as visitor:
                generator = visitor.generator({"name": "Traced", "organisation": "Tests", "licence": "MIT"})
                submission = visitor.submit_endpoint(
                    generator=generator,
                    suite=visit.SUITE,
                    languages=["en"],
                    base_url=stack.generator_url,
                    api_key=KEY,
                    model="sample-plain",
                    size="256x256",
                )
                wait_for(lambda: visitor.submission(submission["id"])["outcome"] == "scored", "scores", within_s=300)
            wait_for(lambda: not _warnings(stack.site_url), "that every program reports itself", within_s=60)
            # Celery logs as an error that nobody has registered such a task.
            _send_unknown_task(stack.redis_url)
            wait_for(lambda: bool(collector.events), "an error", within_s=30)
        return collector


def test_a_submission_is_one_trace_from_its_request_to_its_scores(collector: Collector) -> None:
    [request] = [span for span in collector.spans if span.attributes.get("http.route", "").endswith("endpoint")]
    assert (request.service, request.attributes["http.response.status_code"]) == ("salon-web", "201")
    trace = [span for span in collector.spans if span.trace == request.trace]
    by_id = {span.id: span for span in trace}
    names = Counter((span.service, span.name) for span in trace)
    assert names["salon-worker-generation", "generation.generate_image"] > 1
    assert names["salon-worker-generation", "endpoint call"] > 1
    assert names["salon-worker-judging", "judge call"] > 1
    for span in trace:
        if span.name == "endpoint call":
            assert by_id[span.parent].name == "generation.generate_image"
        if span.name == "judge call":
            assert by_id[span.parent].name == "judging.judge_image"
            assert by_id[span.parent].attributes["salon.stage"] == "judging"
            assert by_id[by_id[span.parent].parent].name in {"generation.generate_image", "judging.judge_image"}


def test_an_error_of_a_worker_arrives(collector: Collector) -> None:
    event = collector.events[0]
    assert "unregistered task" in event["logentry"]["message"]
    assert event["tags"]["service"] == "salon-worker-pipeline"


def test_no_secret_was_sent(collector: Collector) -> None:
    assert not [body for body in collector.bodies if KEY.encode() in body]


def _warnings(site_url: str) -> list[str]:
    warnings: list[str] = httpx.get(f"{site_url}/health/ready").json()["warnings"]
    return warnings


def _send_unknown_task(redis_url: str) -> None:
    broker = redis_url.replace("unix://", "redis+socket://", 1)
    with Celery("stranger", broker=broker, set_as_current=False) as app:
        app.send_task("unknown.task", kwargs={"key": 1}, queue="pipeline", ignore_result=True)
