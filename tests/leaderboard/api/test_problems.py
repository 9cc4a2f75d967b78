"""Every error under /api/v1/ has one shape, also those that Django or the framework raise."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from leaderboard.api.endpoint_schemas import EndpointSubmissionIn
from leaderboard.models import User
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.api.calls import client_of, endpoint, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(author: User) -> Client:
    """As a program sees the site: no cookies, and an exception is a reply."""
    return client_of(author, raise_request_exception=False, enforce_csrf_checks=True)


def detail(reply: Any, status: int) -> str:
    """The problem's detail; asserts the shape."""
    assert reply.status_code == status, reply.content
    assert reply["Content-Type"] == "application/problem+json"
    body = reply.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert (body["status"], body["title"]) == (status, reply.reason_phrase)
    return str(body["detail"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "the body is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
        (b"", "the body is not JSON"),
        (b'{"name": "\xff"}', "UTF-8"),
        (b"[" * 100_000, "the body"),
        (b'{"parameter_count": ' + b"1" * 5000 + b"}", "the body cannot be read"),
    ],
)
def test_a_body_that_is_no_json(api: Client, body: bytes, said: str) -> None:
    reply = api.post("/api/v1/generators", body or b" ", content_type="application/json")
    assert said in detail(reply, 400)


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    "path",
    ["", "nope", "nope/", "suites/", "/suites", "nope%0A", "boards/a b/releases/1"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_that_does_not_exist(api: Client, settings: Settings, method: str, path: str, debug: bool) -> None:
    settings.DEBUG = debug
    assert "/api/v1/docs lists every call" in detail(api.generic(method, f"/api/v1/{path}"), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "suites", "GET, HEAD"),
        ("GET", "submissions/bundle", "POST"),
        ("POST", "openapi.json", "GET, HEAD"),
        ("POST", "docs", "GET, HEAD"),
    ],
)
def test_a_method_that_a_call_does_not_take(api: Client, method: str, path: str, allowed: str) -> None:
    reply = api.generic(method, f"/api/v1/{path}")
    assert (reply.status_code, reply["Allow"]) == (405, allowed)
    assert reply["Content-Type"] == "application/problem+json"
    assert detail(reply, 405) == f"/api/v1/{path} takes {allowed}, not {method}; see /api/v1/docs"


def test_both_methods_of_a_path_are_allowed(api: Client) -> None:
    assert set(api.delete("/api/v1/generators")["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_body_above_the_limit(api: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert "larger than 1000 bytes" in detail(post(api, "/generators", {"name": "x" * 1000}), 413)
    assert "larger than 1000 bytes" in detail(api.post("/api/v1/submissions/bundle", {"suite": "x" * 1000}), 413)


def test_a_form_that_cannot_be_read(api: Client, settings: Settings) -> None:
    bundles = "/api/v1/submissions/bundle"
    assert "boundary" in detail(api.post(bundles, b"x", content_type="multipart/form-data; boundary="), 400)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    assert "more fields or files than any call accepts" in detail(api.post(bundles, {"a": 1, "b": 2, "c": 3}), 400)


def test_a_host_that_is_not_ours(api: Client) -> None:
    assert "Host header" in detail(api.get("/api/v1/suites", headers={"host": "elsewhere.example"}), 400)


def test_an_unexpected_exception_is_logged_and_nothing_internal_is_told(
    api: Client, author: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    load_demo_suite()
    load_pixel_profile()
    settings.SALON_KEY_SECRET = None  # a fault of the operator's, which no check foresees
    generator = GeneratorFactory.create(owner=author)
    said = detail(post(api, "/submissions/endpoint", endpoint(generator.pk, api_key="sk-very-secret")), 500)
    assert said.startswith("this error is ours, not yours, and was logged")
    [record] = [record for record in caplog.records if record.name == "leaderboard.api.fallbacks"]
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "POST '/api/v1/submissions/endpoint' ended in an exception"
    assert "AttributeError" in caplog.text
    assert "Traceback" in caplog.text
    assert "sk-very-secret" not in caplog.text


def test_a_request_that_is_printed_shows_no_key() -> None:
    payload = EndpointSubmissionIn(**endpoint(1, api_key="sk-very-secret"))
    assert payload.api_key == "sk-very-secret"
    assert "sk-very-secret" not in f"{payload!r} {payload}"


@pytest.mark.parametrize("path", ["/nope", "/api/v2/suites", "/boards/nope/"])
def test_the_errors_of_pages_stay_pages(path: str) -> None:
    reply = Client().get(path)
    assert (reply.status_code, reply["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "This page does not exist" in reply.content.decode()


def test_a_pages_host_and_exception_stay_pages(settings: Settings) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/", headers={"host": "elsewhere.example"})["Content-Type"].startswith("text/html")
    settings.TEMPLATES = []  # so that no page can be rendered
    reply = client.get("/about/")
    assert (reply.status_code, reply["Content-Type"]) == (500, "text/html; charset=utf-8")
