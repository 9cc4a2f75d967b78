"""Addresses that anybody can think up: they fill no memory, drive no page out of the cache, and raise no error."""

from __future__ import annotations

import io
import re
import threading
import tracemalloc
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from leaderboard.api.urls import api
from leaderboard.pagecache import bodies
from leaderboard.pagecache.invalidation import site_edition
from leaderboard.pagecache.marking import page_address
from leaderboard.pagecache.pages import CachedPages
from leaderboard.pagecache.shelves import CachedPage, Key, Shelves
from leaderboard.pipeline import accounts
from leaderboard.web.sharing import card_drawing, card_views
from tests.factories import (
    GeneratorFactory,
    UserFactory,
    load_demo_suite,
    load_pixel_profile,
    publish,
    scored_submission,
)
from tests.hostile.cost import cpu_within

pytestmark = pytest.mark.django_db(transaction=True)

BOARD = "/boards/demo-1-pixel-baseline-3-en/"
MEMORY = 2 * 2**20


class Site:
    """The site behind its page cache, which counts what Django is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._django = get_wsgi_application()
        self.cache = CachedPages(
            self._count, edition=site_edition, address=page_address, max_bytes=MEMORY, own_hosts=["localhost"]
        )
        self._client = httpx.Client(transport=httpx.WSGITransport(app=self.cache), base_url="http://localhost")

    @property
    def pages(self) -> Shelves:
        return self.cache._pages

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self._client.get(address, headers=headers)

    def _count(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self._django(environ, start_response)


@pytest.fixture
def site() -> Iterator[Site]:
    publish(scored_submission())
    yield Site()


@pytest.mark.parametrize("address", ["/about/", "/", BOARD, f"{BOARD}card.png"])
def test_unknown_parameters_make_no_entries(site: Site, address: str) -> None:
    first = site.get(address)
    for number in range(50):
        again = site.get(f"{address}?utm_source={number}&x{number}=1")
        assert (again.status_code, again.headers["ETag"]) == (200, first.headers["ETag"])
    assert (len(site.pages), site.asked) == (1, 1)


def test_an_unknown_parameter_does_not_get_into_the_page_that_others_see(site: Site) -> None:
    site.get(f"{BOARD}?evil=%22%3E%3Cscript%3E&page=1")
    assert "evil" not in site.get(f"{BOARD}?page=1").text
    assert "evil" not in site.get(BOARD).text


def test_numbers_of_pages_and_filters_do_not_drive_out_the_pages_themselves(site: Site) -> None:
    site.get("/about/")
    board = site.get(BOARD)
    for number in range(150):
        site.get(f"{BOARD}?q={number}")
    asked = site.asked
    assert site.get(BOARD).headers["ETag"] == board.headers["ETag"]
    site.get("/about/")
    assert site.asked == asked
    assert site.pages.size <= MEMORY


def test_other_ports_in_the_host_header_do_not_drive_out_the_pages(site: Site) -> None:
    site.get("/about/")
    for port in range(100):
        assert site.get(BOARD, host=f"localhost:{port + 1}").status_code == 200
    asked = site.asked
    site.get("/about/")
    assert site.asked == asked


def test_numbers_with_leading_zeros_do_not_drive_out_the_pages(site: Site) -> None:
    site.get("/about/")
    for zeros in range(1, 100):
        assert site.get(f"{BOARD}releases/{'0' * zeros}1/").status_code == 200
    asked = site.asked
    site.get("/about/")
    assert site.asked == asked


def test_cards_do_not_drive_out_the_pages() -> None:
    shelves = Shelves(1_000_000, ["localhost"])
    page = CachedPage(bodies.as_body([("Content-Type", "text/html")], b"x" * 5000), 1, 0.0)
    card = CachedPage(bodies.as_body([("Content-Type", "image/png")], b"x" * 100_000), 1, 0.0)
    shelves.put(Key("localhost", "http", "/about/", ""), page)
    for number in range(100):
        shelves.put(Key("localhost", "http", f"/boards/b/models/{number}/card.png", ""), card)
    assert shelves.get(Key("localhost", "http", "/about/", "")) is page
    assert shelves.size <= 1_000_000


def test_the_budget_counts_headers_and_addresses_too() -> None:
    shelves = Shelves(1_000_000)
    headers = [(f"X-Header-{number}", "v" * 100) for number in range(20)]
    for number in range(2000):
        page = CachedPage(bodies.as_body(headers, b""), 1, 0.0)
        shelves.put(Key("localhost", "http", f"/{number}/" + "p" * 400, ""), page)
    assert len(shelves) < 60
    assert shelves.size <= 1_000_000


def test_the_budget_is_the_memory_that_is_used() -> None:
    budget = 8 * 2**20
    headers = [(f"X-Header-{number}", "v" * 30) for number in range(8)]
    tracemalloc.start()
    try:
        shelves = Shelves(budget)
        for number in range(20_000):
            own = [(name, value + str(number)) for name, value in headers]
            page = CachedPage(bodies.as_body(own, b"%d" % number * (number % 50)), 1, float(number))
            shelves.put(Key("localhost", "http", f"/boards/{number}/", "page=1"), page)
        used, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(shelves) > 100
    assert used < budget


@pytest.mark.parametrize("header", ["Accept-Encoding", "If-None-Match"])
def test_endless_lists_in_headers_cost_nothing(site: Site, header: str) -> None:
    site.get(BOARD)
    with cpu_within(2):
        for _ in range(100):
            assert site.get(BOARD, **{header: 'gzip;q=0.1,"a",' * 4000}).status_code == 200


def test_very_long_addresses_are_not_remembered() -> None:
    with cpu_within(5):
        for number in range(2000):
            assert page_address(f"/{number}/" + "x" * 100_000) is None


def test_only_a_few_cards_are_drawn_at_a_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(card: card_drawing.Card) -> bytes:
        begun.release()
        go_on.wait(10)
        return b"png"

    monkeypatch.setattr(card_views, "draw", slow)
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(Client().get(f"{BOARD}card.png").status_code)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert begun.acquire(timeout=10)
    refused = Client().get(f"{BOARD}card.png")
    go_on.set()
    for thread in threads:
        thread.join()
    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    assert statuses == [200] * 4


@pytest.mark.parametrize(
    "address",
    [
        "/boards/a%00b/",
        "/%00",
        "/about/%00",
        f"{BOARD}?q=%00",
        f"{BOARD}?%00=1",
        "/suites/demo/1%00/",
        "/suites/demo/1/prompts/?q=a%00b&field=%00",
        "/zh-hans/boards/%00/",
        "/account/login/?next=%00",
        "/submissions/?page=%00",
        "/static/%00.css",
        "/admin/%00",
        "/api/v1/boards/%00",
        "/api/v1/suites/demo/%00",
        "/api/v1/submissions?cursor=%00",
        "/api/v1/%00",
    ],
)
def test_a_null_character_in_an_address_gets_400(address: str) -> None:
    reply = Client(raise_request_exception=False).get(address)
    assert reply.status_code == 400
    assert (reply["Content-Type"] == "application/problem+json") == address.startswith("/api/")


def test_a_null_character_in_any_parameter_of_the_api_gets_400() -> None:
    client = Client(raise_request_exception=False)
    for path, calls in api.get_openapi_schema()["paths"].items():
        for parameter in calls.get("get", {}).get("parameters", []):
            address = path if parameter["in"] == "query" else path.replace(f"{{{parameter['name']}}}", "%00")
            query = f"?{parameter['name']}=%00" if parameter["in"] == "query" else ""
            assert client.get(address + query).status_code == 400, address


@pytest.mark.parametrize(
    "address",
    [f"{BOARD}?page={'9' * 5000}", f"{BOARD}models/{'9' * 40}/", f"/images/{'9' * 300}/", f"{BOARD}?q=%ff%fe"],
)
def test_numbers_and_texts_out_of_range_raise_no_error(address: str) -> None:
    publish(scored_submission())
    assert Client(raise_request_exception=False).get(address).status_code in (200, 302, 404)


def test_a_null_character_in_a_form_or_a_call_is_a_fault_of_that_field() -> None:
    load_demo_suite()
    load_pixel_profile()
    owner = UserFactory.create()
    generator = GeneratorFactory.create(owner=owner)
    _, token = accounts.create_token(owner, "program")
    browser = Client(raise_request_exception=False)
    browser.force_login(owner)
    for address in ("/generators/new/", "/account/tokens/", "/submissions/new/endpoint/", "/submissions/new/bundle/"):
        page = browser.get(address).content.decode()
        fields = dict.fromkeys(re.findall(r'name="(\w+)"', page), "a\0b")
        assert browser.post(address, fields).status_code == 200, address
    stranger = Client(raise_request_exception=False)
    fields = dict.fromkeys(("login", "email", "password", "password1", "next"), "a\0b@example.org")
    for address in ("/account/login/", "/account/signup/"):
        assert stranger.post(address, fields).status_code == 200, address
    # Without a mail server there is no form, and nothing is taken.
    assert stranger.post("/account/password/reset/", fields).status_code == 405
    program = Client(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})
    facts = {"name": "a\0", "organisation": "o\0", "licence": "l\0", "description": "d\0"}
    endpoint = {"suite": "demo/1", "languages": ["e\0"], "base_url": "https://a.example.org/\0", "model": "m\0"}
    calls = {"generators": facts, "submissions/endpoint": {"generator": generator.pk, **endpoint}}
    for call, body in calls.items():
        assert program.post(f"/api/v1/{call}", body, content_type="application/json").status_code == 422, call
    bundle = {"generator": generator.pk, "suite": "demo/1", "languages": ["e\0"], "bundle": io.BytesIO(b"PK\0")}
    assert program.post("/api/v1/submissions/bundle", bundle).status_code in (409, 422)
