"""Health as monitoring asks for it: without regard to hosts, methods and what the site is doing."""

from __future__ import annotations

import json
import threading
import time
from functools import partial
from typing import Any

import pytest

from leaderboard.observe.application import Observed, health_pages
from leaderboard.observe.readiness import Readiness
from tests.leaderboard.front.clients import Answer, ask, scope


async def site(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"the site", "more_body": False})


def observed(warnings: str = "", **missing: str) -> Observed:
    checks = {name: partial(str, words) for name, words in missing.items()}
    return Observed(site, health_pages(Readiness(checks), Readiness({"programs": partial(str, warnings)})))


async def get(application: Observed, path: str, **more: Any) -> Answer:
    return await ask(application, scope(path=path, **more))


@pytest.mark.parametrize("path", ["/health/live", "/health/live/", "/health/ready"])
async def test_any_host_is_answered_and_nothing_is_stored(path: str) -> None:
    answer = await get(observed(database=""), path, headers=[("host", "10.1.2.3:8000")])
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-type"] == "application/json"


async def test_all_other_addresses_go_to_the_site() -> None:
    for path in ("/", "/health", "/health/liveness", "/zh-hans/health/live"):
        assert (await get(observed(database=""), path)).status == 418


async def test_the_site_is_ready_without_other_programs_and_names_them() -> None:
    answer = await get(observed("start beat\nstart a worker", database=""), "/health/ready")
    assert (answer.status, json.loads(answer.content)["warnings"]) == (200, ["start beat", "start a worker"])


async def test_what_is_missing_is_named_and_the_process_lives_on() -> None:
    application = observed(database="", redis="Redis does not answer")
    answer = await get(application, "/health/ready")
    assert answer.status == 503
    assert json.loads(answer.content) == {
        "ready": False,
        "items": {
            "database": {"ok": True, "missing": ""},
            "redis": {"ok": False, "missing": "Redis does not answer"},
        },
        "warnings": [],
    }
    assert (await get(application, "/health/live")).status == 200


async def test_methods_that_change_something_are_refused_and_head_has_no_content() -> None:
    assert (await get(observed(database=""), "/health/ready", method="POST")).status == 405
    head = await get(observed(database=""), "/health/ready", method="HEAD")
    assert (head.status, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 10


async def test_a_check_that_hangs_is_told_in_time_and_begun_once() -> None:
    begun, end = [], threading.Event()

    def hang() -> str:
        begun.append(time.monotonic())
        end.wait(10)
        return ""

    readiness = Readiness({"quick": lambda: "", "slow": hang}, within_s=0.1, kept_s=0)
    for _ in range(3):
        assert await readiness.missing() == {"quick": "", "slow": "no answer within 0.1 s"}
    assert len(begun) == 1
    end.set()
    assert await readiness.missing() == {"quick": "", "slow": ""}


async def test_a_thousand_probes_cost_one_check() -> None:
    calls = []
    readiness = Readiness({"database": lambda: calls.append(1) or ""}, kept_s=60)  # type: ignore[func-returns-value]
    for _ in range(1000):
        await readiness.missing()
    assert len(calls) == 1


async def test_a_check_that_breaks_is_an_answer_too(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise ValueError("the password is hunter2")

    assert await Readiness({"storage": fail}).missing() == {"storage": "the check failed; the log says why"}
    assert "hunter2" in caplog.text


async def test_a_request_gets_an_id_that_its_reply_names() -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        seen.append([pair for pair in scope["headers"] if pair[0] == b"x-request-id"])
        await site(scope, receive, send)

    application = Observed(telling, {})
    given = await get(application, "/", headers=[("x-request-id", "the-proxys-id-1"), ("host", "h")])
    assert given.headers["x-request-id"] == "the-proxys-id-1"
    bad = await get(application, "/", headers=[("x-request-id", "<script>"), ("x-request-id", "second-value")])
    own = bad.headers["x-request-id"]
    assert len(own) == 32
    assert seen == [[(b"x-request-id", b"the-proxys-id-1")], [(b"x-request-id", own.encode())]]
