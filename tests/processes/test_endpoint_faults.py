"""Endpoints that misbehave end their submission with a cause that says what to do, and soon."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from leaderboard.demo import visit
from leaderboard.demo.visitor import VisitFault, Visitor, wait_for
from leaderboard.embedded.stack import Stack

pytestmark = pytest.mark.processes


def submit(visitor: Visitor, stack: Stack, **fields: Any) -> int:
    generator = visitor.generator({"name": "Misbehaving", "organisation": "Tests", "licence": "MIT"})
    request = {
        "generator": generator,
        "suite": visit.SUITE,
        "languages": ["en"],
        "base_url": stack.generator_url,
        "model": "sample-plain",
        "size": "256x256",
        **fields,
    }
    return int(visitor.submit_endpoint(**request)["id"])


def cause_of_failure(visitor: Visitor, key: int) -> str:
    wait_for(lambda: visitor.submission(key)["outcome"] != "running", "the end of the run", within_s=180)
    state = visitor.submission(key)
    assert state["outcome"] == "failed"
    return str(state["cause"])


def calls(stack: Stack) -> int:
    return int(httpx.get(f"{stack.generator_url.removesuffix('/v1')}/stats").json()["calls"])


def test_a_wrong_key_ends_the_run_after_a_few_calls(stack: Stack, visitor: Visitor) -> None:
    before = calls(stack)
    key = submit(visitor, stack, extra={"misbehave": "401"}, api_key="sk-wrong-key-1234567890")
    cause = cause_of_failure(visitor, key)
    assert "401" in cause
    assert "API key" in cause
    assert "sk-wrong-key" not in cause
    assert calls(stack) - before <= 12


def test_an_address_of_the_metadata_service_is_refused_on_a_redirect_too(stack: Stack, visitor: Visitor) -> None:
    location = "http://169.254.169.254/latest/meta-data/"
    key = submit(visitor, stack, extra={"misbehave": "redirect", "location": location})
    assert "169.254.169.254" in cause_of_failure(visitor, key)


def test_what_is_no_picture_is_named(stack: Stack, visitor: Visitor) -> None:
    key = submit(visitor, stack, extra={"misbehave": "html"})
    assert "HTML" in cause_of_failure(visitor, key) or "JSON" in cause_of_failure(visitor, key)


def test_an_endpoint_that_fails_now_and_then_is_asked_again(stack: Stack, visitor: Visitor) -> None:
    key = submit(visitor, stack, extra={"misbehave": "429-once"})
    wait_for(lambda: visitor.submission(key)["outcome"] != "running", "the end of the run", within_s=240)
    state = visitor.submission(key)
    assert state["outcome"] == "scored", state["cause"]
    assert state["progress"]["images_failed"] == 0


def test_a_request_that_is_wrong_names_the_field(visitor: Visitor, stack: Stack) -> None:
    with pytest.raises(VisitFault, match="base_url"):
        submit(visitor, stack, base_url="ftp://example.org")
