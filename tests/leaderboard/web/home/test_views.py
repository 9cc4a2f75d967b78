"""Home, the pages of text, the account pages and the error pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure
from django.views.defaults import permission_denied, server_error

from tests.factories import GeneratorFactory, UserFactory, load_pixel_profile, publish, scored_submission
from tests.leaderboard.web.pages import BOARD, CAVEAT, text_of

pytestmark = pytest.mark.django_db
ACCOUNT_PAGES = ("login", "signup", "password/reset", "password/reset/done", "confirm-email")


# --- home ---------------------------------------------------------------------------------------------------------
def test_an_empty_site_says_when_a_board_appears(client: Client) -> None:
    text = text_of(client, "/")
    assert "No board yet" in text
    assert "/submissions/new/" in text


def test_a_boards_card_names_its_leader_release_and_caveat(client: Client) -> None:
    publish(scored_submission(verdict=2, generator=GeneratorFactory.create(name="Aurora <2>")))
    text = text_of(client, "/")
    assert BOARD in text
    assert "Aurora &lt;2&gt;" in text
    assert "1 ranked model" in text
    assert "Release 1" in text
    assert CAVEAT in text


def test_home_lists_the_newest_releases_and_explains_the_intervals(client: Client) -> None:
    publish(scored_submission())
    publish(scored_submission())
    text = text_of(client, "/")
    assert text.index(f"{BOARD}releases/2/") < text.index(f"{BOARD}releases/1/")
    assert "/method/#ranks" in text


# --- texts, account and errors ------------------------------------------------------------------------------------
def test_the_method_page_has_the_numbers_of_the_code(client: Client) -> None:
    text = text_of(client, "/method/")
    rubric = load_pixel_profile().frozen.protocol.rubric
    counts = len(rubric.dimensions), len({facet.path.parent for facet in rubric.facets}), len(rubric.facets)
    assert "{} dimensions, {} sub-capabilities and {} facets".format(*counts) in text
    for points in ("0", "60", "100"):
        assert f'<td class="num">{points}</td>' in text
    assert "at least 99% of" in text
    assert "Models whose rank intervals do not overlap differ reliably." in text


def test_about_and_robots(client: Client) -> None:
    assert "About Salon" in text_of(client, "/about/")
    assert "Disallow: /account/" in text_of(client, "/robots.txt")
    assert client.get("/robots.txt")["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("page", ACCOUNT_PAGES)
def test_the_account_pages_look_like_the_site(client: Client, page: str) -> None:
    text = text_of(client, f"/account/{page}/")
    assert 'class="site-header"' in text
    assert '<div class="account">' in text


@pytest.mark.parametrize("page", ["email", "password/change", "logout"])
def test_the_pages_of_ones_own_account_lead_to_each_other(client: Client, page: str) -> None:
    client.force_login(UserFactory.create())
    text = text_of(client, f"/account/{page}/")
    assert text.count("/account/email/") >= 2
    assert "/account/password/change/" in text


def test_one_can_sign_up_sign_out_and_sign_in(client: Client) -> None:
    person = {"email": "ada@example.org", "password1": "a-long-secret-7"}
    assert client.post("/account/signup/", person)["Location"] == "/submissions/"
    assert client.post("/account/logout/")["Location"] == "/"
    reply = client.post("/account/login/", {"login": "ada@example.org", "password": "a-long-secret-7"})
    assert reply["Location"] == "/submissions/"


def test_no_page_has_inline_scripts_or_styles(client: Client) -> None:
    publish(scored_submission())
    for address in ("/", BOARD, f"{BOARD}?scope=target", "/method/", "/about/", "/account/login/"):
        text = text_of(client, address)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
        # Blocks of data run nothing.
        assert all("src=" in tag or "json" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_the_error_pages(client: Client) -> None:
    request = RequestFactory().get("/")
    assert "Something went wrong on our side" in server_error(request).content.decode()
    assert "You cannot open this page" in permission_denied(request, PermissionError()).content.decode()
    assert "security token" in csrf_failure(request).content.decode()
