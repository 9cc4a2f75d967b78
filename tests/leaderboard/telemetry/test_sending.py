"""What a real process sends to real collectors, and what it does not send."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from leaderboard.embedded.paths import CHECKOUT
from tests.collectors import Collector, collecting

SECRET = "correct-horse-battery-staple-of-this-site"
BEGIN = f"""
    import logging
    from leaderboard.logs import context
    from leaderboard.telemetry import spans, starting
    to = starting.Destinations(ENDPOINT, DSN, "1.2.3", ["{SECRET}"])
    starting.start("salon-test", to)
    log = logging.getLogger("leaderboard.test")
"""


def program_of(endpoint: str, dsn: str, code: str) -> str:
    """A program that sends there what happens in the code."""
    parts = (BEGIN, code, "starting.stop()")
    return "\n".join([f"ENDPOINT, DSN = {endpoint!r}, {dsn!r}", *map(textwrap.dedent, parts)])


def run(collector: Collector, code: str, *, endpoint: str = "", dsn: str = "") -> None:
    program = program_of(endpoint, dsn, code)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not any(SECRET.encode() in body or b"sk-proj-" in body for body in collector.bodies)


def test_spans_arrive_with_their_parents_across_processes_and_without_secrets() -> None:
    code = f"""
        with spans.span("POST", "server", http__route="api/v1/submissions") as request:
            message = spans.headers()
            request.set(http__response__status_code=201)
        try:
            with spans.span("generation.generate_image", "consumer", message, note="key {SECRET}"):
                with spans.span("endpoint call", "client", url="https://host/v1?key=sk-proj-abcdefghijklmnop1234"):
                    raise RuntimeError("{SECRET}")
        except RuntimeError:
            pass
        with spans.span("sweep", "consumer", {{}}):
            pass
    """
    with collecting() as collector:
        run(collector, code, endpoint=collector.url)
    found = {span.name: span for span in collector.spans}
    request, task, call = found["POST"], found["generation.generate_image"], found["endpoint call"]
    assert {span.service for span in collector.spans} == {"salon-test"}
    assert (task.parent, call.parent) == (request.id, task.id)
    assert {request.trace, task.trace, call.trace} == {request.trace} != {found["sweep"].trace}
    assert request.attributes == {"http.route": "api/v1/submissions", "http.response.status_code": "201"}
    assert task.attributes == {"note": "key [hidden]"}
    assert (call.failed, task.failed, request.failed) == (True, True, False)
    assert call.attributes == {"url": "https://host/v1?[hidden]"}


def test_an_error_arrives_with_what_it_belongs_to_and_without_secrets() -> None:
    code = f"""
        logging.getLogger().setLevel(logging.INFO)
        logging.getLogger().addHandler(logging.NullHandler())
        log.info("calling with Authorization: Bearer sk-proj-abcdefghijklmnop1234")
        context.bind(submission=17, stage="judging", key="{SECRET}")
        key = "{SECRET}"
        try:
            raise RuntimeError(f"the judge refuses {{key}}")
        except RuntimeError:
            log.exception("a call with %s failed", key)
        log.warning("no error")
    """
    with collecting() as collector:
        run(collector, code, dsn=collector.dsn)
    [event] = collector.events
    assert event["logentry"]["message"] == "a call with %s failed"
    assert event["logentry"]["params"] == ["[hidden]"]
    assert event["exception"]["values"][0]["value"] == "the judge refuses [hidden]"
    assert event["tags"] == {"submission": "17", "stage": "judging", "key": "[hidden]", "service": "salon-test"}
    assert event["release"] == "1.2.3"
    assert {"request", "extra", "user"}.isdisjoint(event)
    assert "vars" not in str(event["exception"])
    assert "[hidden]" in event["breadcrumbs"]["values"][0]["message"]


def test_a_process_without_destinations_loads_no_library_and_makes_no_span() -> None:
    code = """
        import sys
        with spans.span("POST") as request:
            request.set(a=1); request.fail("x")
        assert spans.headers() == {}
        assert not {"opentelemetry", "sentry_sdk"} & set(sys.modules)
    """
    with collecting() as collector:
        run(collector, code)
    assert collector.bodies == []


def test_a_collector_that_is_away_costs_nothing_but_lines_in_the_log() -> None:
    away = "http://127.0.0.1:9"
    program = program_of(away, "http://key@127.0.0.1:9/1", "log.error('x')")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("SENTRY_DSN", "sentry.example.org", "SENTRY_DSN is not an address; one that begins with https://"),
        ("SENTRY_DSN", "https://key@sentry.example.org/1", "install Salon's extra telemetry, or unset it"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318", "install Salon's extra telemetry, or unset it"),
    ],
)
def test_a_destination_that_cannot_be_used_is_one_line(variable: str, value: str, says: str) -> None:
    """Python without the libraries: a finder refuses to import them."""
    hidden = """
        import importlib.util, runpy, sys
        find = importlib.util.find_spec
        hidden = {"sentry_sdk", "opentelemetry"}
        importlib.util.find_spec = lambda name, *rest: None if name.split(".")[0] in hidden else find(name, *rest)
        sys.argv = ["checks", "beat", "--", "true"]
        runpy.run_module("leaderboard.checks", run_name="__main__")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(hidden)],
        cwd=CHECKOUT,
        env={**os.environ, variable: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 78
    [line] = done.stderr.splitlines()
    assert line.startswith("salon beat: ")
    assert says in line
