"""The clients: pages, repeated calls, errors, and where the token goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
import pytest

from leaderboard.client import AsyncSalon, Salon, calls
from leaderboard.client.errors import (
    Conflict,
    Invalid,
    NotFound,
    SalonError,
    SiteFailed,
    TooMany,
    Unanswered,
    Unauthorised,
    UnexpectedReply,
    Unreachable,
)
from leaderboard.client.models import GeneratorIn, SubmissionIn

SITE = "https://salon.example.org"
ADD = calls.create_generator(GeneratorIn(name="A", organisation="B", licence="MIT"))
ADDED = {
    "id": 1,
    "homepage": "",
    "price_usd": None,
    "price_declared_on": None,
    "team": 1,
    "team_name": "",
    "open_weights": False,
    "parameter_count": None,
    "description": "",
} | {
    "name": "A",
    "organisation": "B",
    "licence": "MIT",
}
BUSY = httpx.Response(503, headers={"Retry-After": "0"})

Answer = httpx.Response | type[httpx.TransportError]


class Site:
    """Answers requests one after the other, and keeps them."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests = list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        raise answer("broken", request=request)

    def salon(self) -> Salon:
        return Salon(SITE, "salon_secret", transport=httpx.MockTransport(self))


def problem(status: int, detail: str, **further: Any) -> httpx.Response:
    body = {"type": "about:blank", "title": "T", "status": status, "detail": detail, **further}
    return httpx.Response(status, json=body, headers={"Content-Type": "application/problem+json"})


def page(keys: list[str], following: str | None) -> httpx.Response:
    facts = {"field": "", "region": "", "texts": {}, "render": [], "targets": []}
    items = [{"key": key, "position": at, **facts} for at, key in enumerate(keys)]
    return httpx.Response(200, json={"items": items, "next": following, "added_later": 1})


async def test_both_clients_read_a_list_page_by_page() -> None:
    pages = [page(["p1", "p2"], "abc="), page([], "def"), page(["p3"], None)]
    call = calls.list_prompts("demo/1")
    waiting = Site(*pages)
    assert [prompt.key for prompt in waiting.salon().items(call)] == ["p1", "p2", "p3"]
    running = Site(*pages)
    async with AsyncSalon(SITE, "salon_secret", transport=httpx.MockTransport(running)) as salon:
        assert [prompt.key async for prompt in salon.items(call)] == ["p1", "p2", "p3"]
    for site in (waiting, running):
        assert [request.url.params["cursor"] for request in site.requests] == ["", "abc=", "def"]
        assert {request.headers["Authorization"] for request in site.requests} == {"Bearer salon_secret"}


@pytest.mark.parametrize(
    "failure", [BUSY, httpx.Response(429, headers={"Retry-After": "0"}), httpx.ConnectError, httpx.WriteError]
)
async def test_a_post_that_the_site_cannot_have_carried_out_is_repeated(failure: Answer) -> None:
    site = Site(failure, httpx.Response(201, json=ADDED))
    assert site.salon().call(ADD).id == 1
    site = Site(failure, httpx.Response(201, json=ADDED))
    async with AsyncSalon(SITE, transport=httpx.MockTransport(site)) as salon:
        assert (await salon.call(ADD)).id == 1
    assert len(site.requests) == 2


@pytest.mark.parametrize(
    ("failure", "error"),
    [(httpx.ReadTimeout, Unanswered), (httpx.RemoteProtocolError, Unanswered), (httpx.Response(502), SiteFailed)],
)
def test_a_post_that_the_site_may_have_carried_out_is_not_repeated(failure: Answer, error: type[SalonError]) -> None:
    site = Site(failure)
    with pytest.raises(error):
        site.salon().call(ADD)
    assert len(site.requests) == 1


@pytest.mark.parametrize("failure", [httpx.ReadTimeout, httpx.Response(502), httpx.Response(504)])
def test_a_get_is_repeated(failure: Answer) -> None:
    site = Site(failure, httpx.Response(200, json=[]))
    assert site.salon().call(calls.list_suites()) == []


def test_a_long_pause_is_reported_and_not_waited_for() -> None:
    refused = problem(429, "too many calls")
    refused.headers["Retry-After"] = "Sun, 06 Dec 2026 12:00:00 GMT"
    refused.headers["Date"] = "Sun, 06 Dec 2026 11:00:00 GMT"
    with pytest.raises(TooMany) as raised:
        Site(refused).salon().call(calls.list_suites())
    assert (raised.value.retry_after_s, raised.value.can_retry) == (3600.0, True)


def test_a_used_up_quota_is_not_repeated() -> None:
    with pytest.raises(TooMany, match="possible at"):
        Site(problem(429, "the next one is possible at 12:00")).salon().call(calls.list_suites())


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, Invalid), (401, Unauthorised), (403, Unauthorised), (404, NotFound), (409, Conflict), (507, SiteFailed)],
)
def test_a_problem_is_an_error_of_its_own_type(status: int, error: type[SalonError]) -> None:
    with pytest.raises(error, match="what to do"):
        Site(problem(status, "what to do")).salon().call(calls.show_suite("demo/1"))


def test_the_faults_of_a_problem_are_named() -> None:
    faulty = problem(422, "see faults", faults=[{"field": "payload.name", "message": "too long"}])
    with pytest.raises(Invalid) as raised:
        Site(faulty).salon().call(ADD)
    assert [(fault.field, fault.message) for fault in raised.value.faults] == [("payload.name", "too long")]


def test_what_is_not_salon_is_recognised() -> None:
    with pytest.raises(UnexpectedReply, match="check the address"):
        Site(httpx.Response(200, text="<html>")).salon().call(calls.list_suites())
    with pytest.raises(NotFound, match="check the address"):
        Site(httpx.Response(404, text="<html>")).salon().call(calls.list_suites())


def test_a_site_that_does_not_answer_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    site = Site(*[httpx.ConnectError] * 6)
    with pytest.raises(Unreachable):
        site.salon().call(calls.list_suites())
    assert site.answers == []


def test_a_bundle_is_sent_with_its_fields_first_and_again_from_its_beginning(tmp_path: Path) -> None:
    bundle = tmp_path / "b.zip"
    bundle.write_bytes(bytes(range(256)) * 1000)
    site, sent = Site(BUSY, problem(409, "no")), list[int]()
    about = SubmissionIn(generator=3, suite="demo/1", languages=["en", "zh"], strip_metadata=True)
    with pytest.raises(Conflict):
        site.salon().call(calls.submit_bundle(about, bundle, sent.append))
    for request in site.requests:
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        _, *parts = message_from_bytes(head + request.content).walk()
        values = [
            (part.get_param("name", header="Content-Disposition"), part.get_payload(decode=True)) for part in parts
        ]
        fields = [("generator", b"3"), ("suite", b"demo/1"), ("languages", b"en"), ("languages", b"zh")]
        assert values[:5] == [*fields, ("strip_metadata", b"true")]
        assert values[-1] == ("bundle", bundle.read_bytes())
    assert (max(sent), sent.index(256_000) < len(sent) // 2) == (256_000, True)


def elsewhere(request: httpx.Request) -> httpx.Response:
    """The site sends to its bucket, as it does for pictures."""
    if request.url.host == "salon.example.org":
        return httpx.Response(302, headers={"Location": "https://bucket.example.com/a"})
    return httpx.Response(200, content=json.dumps("Authorization" in request.headers))


def at_once(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=json.dumps("Authorization" in request.headers))


@pytest.mark.parametrize(
    ("handler", "address", "told"),
    [
        (elsewhere, "/images/1/original", "false"),
        (at_once, "https://bucket.example.com/a", "false"),
        (at_once, "http://salon.example.org/a", "false"),
        (at_once, f"{SITE}/a", "true"),
    ],
)
def test_the_token_goes_to_its_site_only(
    handler: Callable[[httpx.Request], httpx.Response], address: str, told: str, tmp_path: Path
) -> None:
    with Salon(SITE, "salon_secret", transport=httpx.MockTransport(handler)) as salon:
        salon.download(address, tmp_path / "file")
    assert (tmp_path / "file").read_text() == told


def test_a_download_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    def breaking(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("broken", request=request)

    with Salon(SITE, transport=httpx.MockTransport(breaking)) as salon, pytest.raises(Unreachable):
        salon.download("/a", tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
