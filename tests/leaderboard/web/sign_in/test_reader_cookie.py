"""The cookie from which the navigation of cached pages knows whose links to show."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.web.sign_in.reader_cookie import COOKIE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_strangers_get_no_cookie(client: Client) -> None:
    for address in ("/", "/account/login/", "/submissions/"):
        assert COOKIE not in client.get(address).cookies


@pytest.mark.parametrize(("is_staff", "reader"), [(False, "author"), (True, "operator")])
def test_it_says_who_reads_until_they_sign_out(client: Client, is_staff: bool, reader: str) -> None:
    client.force_login(UserFactory.create(is_staff=is_staff))
    cookie = client.get("/submissions/").cookies[COOKIE]
    assert cookie.value == reader
    assert not cookie["httponly"]
    assert COOKIE not in client.get("/submissions/").cookies  # it is there already
    assert COOKIE not in client.get("/").cookies  # this page is the same for everyone
    assert client.post("/account/logout/").cookies[COOKIE]["max-age"] == 0


def test_a_session_that_has_ended_takes_it_along(client: Client) -> None:
    client.cookies[COOKIE] = "operator"
    assert client.get("/account/login/").cookies[COOKIE]["max-age"] == 0
