"""The page cache in front of the real site, asked by WSGI as a server asks it."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client

from leaderboard.pagecache import invalidation, pages
from leaderboard.pagecache.invalidation import site_edition
from leaderboard.pagecache.marking import page_address
from tests.factories import UserFactory, publish, scored_submission
from tests.leaderboard.pipeline.threads import together

# Connections are closed as in production: at the ends of requests.
pytestmark = pytest.mark.django_db(transaction=True)

BOARD = "/boards/demo-1-pixel-baseline-3-en/"


class Site:
    """The site behind the page cache, with an edition that the test sets, and a count of what Django was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.edition: Hashable = 1
        self.is_down = self.is_broken = False
        self.answers = threading.Event()
        self.answers.set()
        self._django = get_wsgi_application()
        cache = pages.CachedPages(self._count, edition=self._edition, address=page_address, max_bytes=10_000_000)
        self.client = httpx.Client(transport=httpx.WSGITransport(app=cache), base_url="http://localhost")

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self.client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let the database give no answer, neither to the cache nor to Django."""
        self.answers.clear()
        try:
            yield
        finally:
            self.answers.set()

    def _count(self, environ, start_response):  # type: ignore[no-untyped-def]  # WSGI's own types are for checkers only
        self.asked += 1
        if self.is_down or self.is_broken:
            start_response("503 Service Unavailable", [])
            return []
        self.answers.wait(10)
        return self._django(environ, start_response)

    def _edition(self) -> Hashable:
        self.answers.wait(10)
        if self.is_down:
            raise ConnectionError("the database is away")
        return self.edition


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(invalidation, "EDITION_S", 0.0)
    publish(scored_submission())
    return Site()


def test_a_public_page_is_made_once_and_is_djangos_own(site: Site, client: Client) -> None:
    first, second = site.get(BOARD), site.get(BOARD)
    assert site.asked == 1
    assert first.text == second.text == client.get(BOARD, headers={"host": "localhost"}).content.decode()
    assert first.headers["Content-Type"] == "text/html; charset=utf-8"
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Content-Security-Policy" in first.headers


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    for encoding in ("gzip", "identity"):
        reply = site.get(BOARD, accept_encoding=encoding)
        again = site.get(BOARD, accept_encoding=encoding, if_none_match=f'W/{reply.headers["ETag"]}, "other"')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == reply.headers["ETag"]
    assert site.get(BOARD, if_none_match='"other"').status_code == 200


def test_packed_and_plain_bytes_are_the_same_page_under_two_etags(site: Site) -> None:
    packed, plain = site.get(BOARD, accept_encoding="gzip"), site.get(BOARD, accept_encoding="identity")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.text == plain.text
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert int(packed.headers["Content-Length"]) < len(plain.content)


def test_a_new_edition_is_seen_at_once_and_made_once(site: Site) -> None:
    old = site.get(BOARD)
    publish(scored_submission(verdict=2))
    assert site.get(BOARD).text == old.text
    site.edition = 2
    new = site.get(BOARD, if_none_match=old.headers["ETag"])
    assert (new.status_code, "Release 2" in new.text) == (200, True)
    site.get(BOARD)
    assert site.asked == 2


def test_many_who_ask_at_once_for_a_page_that_nobody_has_asked_for_wait_for_one_to_make_it(site: Site) -> None:
    replies = together([lambda: site.get(BOARD)] * 8)
    assert {reply.status_code for reply in replies} == {200}
    assert site.asked == 1


def test_public_pages_are_known_by_their_address_in_every_language() -> None:
    known = [
        page_address(path) is not None
        for path in (BOARD, f"/zh-hans{BOARD}", "/", "/submissions/", "/nothing/", "/admin/")
    ]
    assert known == [True, True, True, False, False, False]


def test_addresses_hosts_and_languages_are_told_apart(site: Site) -> None:
    texts = [site.get(BOARD), site.get(BOARD + "?sort=-model"), site.get("/zh-hans" + BOARD), site.get("/")]
    site.get(BOARD, host="127.0.0.1")
    assert len({reply.text for reply in texts}) == 4
    assert site.asked == 5


def test_who_is_signed_in_changes_no_public_page_and_their_own_pages_are_never_cached(site: Site) -> None:
    stranger = site.get(BOARD)
    browser = Client()
    browser.force_login(UserFactory.create())
    cookie = f"sessionid={browser.cookies['sessionid'].value}"
    assert (
        site.get(BOARD, cookie=cookie).text
        == stranger.text
        == browser.get(BOARD, headers={"host": "localhost"}).content.decode()
    )
    for _ in range(2):
        assert site.get("/submissions/", cookie=cookie).status_code == 200
    assert site.get("/submissions/").status_code == 302
    assert site.asked == 4


def test_while_the_site_is_down_the_last_pages_stay_and_others_say_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = site.get(BOARD).text
    monkeypatch.setattr(pages, "MAX_AGE_S", 0.0)
    site.is_down = True
    assert site.get(BOARD).text == text
    assert site.get("/about/").status_code == 503


def test_in_trouble_an_old_page_is_not_asked_for_again_by_everybody(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get(BOARD)
    monkeypatch.setattr(pages, "MAX_AGE_S", 0.0)
    monkeypatch.setattr(pages, "STALE_ON_ERROR_S", 60.0)
    site.is_broken = True
    for _ in range(3):
        assert site.get(BOARD).status_code == 200
    assert site.asked == 2


def test_while_the_database_is_away_no_page_that_is_known_waits_for_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get(BOARD)
    monkeypatch.setattr(pages, "MAX_AGE_S", 0.0)
    site.is_down = True
    for _ in range(3):
        assert site.get(BOARD).status_code == 200
    assert site.asked == 1
    site.is_down = False
    site.get(BOARD)
    assert site.asked == 2


def test_a_database_that_hangs_holds_up_no_page_that_is_known(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invalidation, "PATIENCE_S", 0.05)
    text = site.get(BOARD).text
    monkeypatch.setattr(pages, "MAX_AGE_S", 0.0)
    with site.hanging():
        site.get(BOARD)  # waits for the edition, and gives up
        begun = time.monotonic()
        assert {site.get(BOARD).text for _ in range(5)} == {text}
        assert time.monotonic() - begun < 0.2
        assert site.asked == 1
    while site.asked < 2:  # the page is too old, and is made again as soon as the edition can be read
        site.get(BOARD)


def test_a_database_that_hangs_occupies_only_some_threads(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invalidation, "PATIENCE_S", 0.05)
    monkeypatch.setattr(pages, "MOST_WHILE_AWAY", 2)
    site.get(BOARD)
    with site.hanging(), ThreadPoolExecutor(3) as readers:
        site.get(BOARD)
        waiting = [readers.submit(site.get, "/submissions/") for _ in range(2)]
        while site.asked < 3:
            time.sleep(0.001)
        refused = site.get("/submissions/")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert site.get(BOARD).status_code == 200
        site.answers.set()
        assert {reply.result().status_code for reply in waiting} == {302}
    assert site.get("/submissions/").status_code == 302


def test_a_page_of_an_earlier_edition_is_never_shown_when_it_cannot_be_made_anew(site: Site) -> None:
    site.get(BOARD)
    site.edition, site.is_broken = 2, True
    assert site.get(BOARD).status_code == 503


def test_a_page_is_sent_packed_only_to_those_who_take_that(site: Site) -> None:
    packed = {
        accepted: "Content-Encoding" in site.get(BOARD, accept_encoding=accepted).headers
        for accepted in ("gzip", "br, gzip;q=0.5", "gzip;q=0", "identity", "gzip;q=0.0, br", "deflate, gzip ; q=1")
    }
    assert list(packed.values()) == [True, True, False, False, False, True]


def test_a_page_that_is_gone_is_not_answered_from_memory(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    board = publish(scored_submission()).board
    assert site.get(f"{BOARD}releases/2/").status_code == 200
    board.releases.filter(number=2).delete()
    site.edition = 2
    assert site.get(f"{BOARD}releases/2/").status_code == 404
    assert site.get(f"{BOARD}releases/2/").status_code == 404


def test_head_and_post_get_what_is_theirs(site: Site) -> None:
    site.get(BOARD)
    head = site.client.head(BOARD)
    assert (head.status_code, head.content, int(head.headers["Content-Length"]) > 1000) == (200, b"", True)
    assert site.client.post(BOARD).status_code in (403, 405)


def test_the_edition_changes_with_a_release_and_with_hiding_a_suite() -> None:
    before = site_edition()
    release = publish(scored_submission())
    published = site_edition()
    suite = release.board.suite
    type(suite).objects.filter(pk=suite.pk).update(hidden=True)
    assert len({before, published, site_edition()}) == 3
