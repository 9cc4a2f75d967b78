"""The header's links: for strangers, authors and operators, and the entry that is marked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import UserFactory, publish, scored_submission
from tests.leaderboard.web.pages import BOARD, text_of

pytestmark = pytest.mark.django_db


def marked(client: Client, address: str) -> list[str]:
    """The entries of the header that are marked on a page."""
    header = text_of(client, address).partition("</header>")[0]
    return re.findall(r'aria-current="\w+">([^<]+)<', header)


def shown(client: Client, address: str) -> str:
    """The header without the entries that are hidden unless reader.js shows them."""
    header = text_of(client, address).partition("</header>")[0]
    return re.sub(r"<li [^>]*hidden>.*?</li>", "", header)


@pytest.mark.parametrize("address", ["/", "/method/", "/account/login/", "/zh-hans/"])
def test_strangers_see_where_to_sign_in_and_nothing_of_authors(client: Client, address: str) -> None:
    header = shown(client, address)
    assert "/account/login/" in header
    for link in ("/method/", "/agreement/", "/api/v1/docs", "/submissions/new/"):
        assert link in header
    for link in ('/submissions/"', "/generators/", "/account/email/", "/operations/"):
        assert link not in header


def test_authors_and_operators_see_their_own_links(client: Client) -> None:
    client.force_login(UserFactory.create())
    header = shown(client, "/submissions/")
    assert "/account/email/" in header
    assert "/account/login/" not in header
    assert "/operations/" not in header
    client.force_login(UserFactory.create(is_staff=True))
    assert "/operations/" in shown(client, "/submissions/")


def test_the_submissions_of_others_are_marked_as_a_part_of_the_boards(client: Client) -> None:
    submission = scored_submission()
    publish(submission)
    address = f"/submissions/{submission.pk}/"
    assert marked(client, address) == ["Boards"]
    client.force_login(UserFactory.create(is_staff=True))
    assert marked(client, address) == ["Boards"]
    client.force_login(submission.generator.owner)
    assert marked(client, address) == ["My submissions"]
    assert marked(client, "/submissions/compare/") == ["My submissions"]
    assert marked(client, "/submissions/share-links/") == ["My submissions"]
    assert marked(client, "/submissions/new/") == ["Submit"]
    assert marked(client, BOARD) == ["Boards"]
